/**
 * Returns a seccomp filter (classic BPF, see seccomp(2) and linux/filter.h) that refuses the calls of the kernel's
 * keyrings with EPERM and allows all others. Namespaces don't cover keyrings: a session's, with the user's Kerberos
 * tickets or disk keys, would be there to be read.
 */
export function syscallFilter(): Buffer {
  const program = [
    [LOAD, 0, 0, OFFSET_ARCH],
    ...KEYRING_CALLS.flatMap(([arch, calls]) => {
      const block = [
        [LOAD, 0, 0, OFFSET_NUMBER],
        // The x32 variant of a call on x86-64 has one more bit.
        [AND, 0, 0, 0xbfffffff],
        ...calls.flatMap((call) => [
          [JUMP_IF_EQUAL, 0, 1, call],
          [RETURN, 0, 0, REFUSE],
        ]),
        [RETURN, 0, 0, ALLOW],
      ];
      return [[JUMP_IF_EQUAL, 0, block.length, arch], ...block];
    }),
    [RETURN, 0, 0, ALLOW],
  ];
  const bytes = Buffer.alloc(program.length * 8);
  for (const [index, [code = 0, yes = 0, no = 0, value = 0]] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(yes, index * 8 + 2);
    bytes.writeUInt8(no, index * 8 + 3);
    bytes.writeUInt32LE(value, index * 8 + 4);
  }
  return bytes;
}

const LOAD = 0x20;
const AND = 0x54;
const JUMP_IF_EQUAL = 0x15;
const RETURN = 0x06;
const OFFSET_NUMBER = 0;
const OFFSET_ARCH = 4;
const ALLOW = 0x7fff0000;
/** SECCOMP_RET_ERRNO with EPERM. */
const REFUSE = 0x00050001;

/** add_key, request_key and keyctl, by the architecture's number in linux/audit.h. All are little-endian. */
const KEYRING_CALLS: readonly (readonly [arch: number, calls: readonly number[]])[] = [
  [0xc000003e, [248, 249, 250]], // x86-64
  [0x40000003, [286, 287, 288]], // i386
  [0xc00000b7, [217, 218, 219]], // arm64
  [0x40000028, [309, 310, 311]], // arm
  [0xc00000f3, [217, 218, 219]], // riscv64
];
