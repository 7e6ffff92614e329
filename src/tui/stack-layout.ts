/**
 * Stands in for Yoga in the bundle. To Ink the screens are one text in boxes of a known size, and a layout engine in
 * WebAssembly for that takes as long to start as all the rest of Ink. Boxes stand below or beside each other, as large as
 * they are told to be or as what is in them; whatever else a style asks for is left out.
 */
const yoga = {
  Node: { create: (): StackNode => new StackNode() },
  DISPLAY_FLEX: 0,
  DISPLAY_NONE: 1,
  FLEX_DIRECTION_COLUMN: 0,
  FLEX_DIRECTION_COLUMN_REVERSE: 1,
  FLEX_DIRECTION_ROW: 2,
  FLEX_DIRECTION_ROW_REVERSE: 3,
  MEASURE_MODE_UNDEFINED: 0,
  MEASURE_MODE_AT_MOST: 2,
};
export default yoga;

interface Size {
  readonly width: number;
  readonly height: number;
}

class StackNode {
  readonly #children: StackNode[] = [];
  #display = yoga.DISPLAY_FLEX;
  #direction = yoga.FLEX_DIRECTION_COLUMN;
  #width: number | undefined;
  #height: number | undefined;
  #measure: ((width: number, mode: number) => Size) | undefined;
  #place = { left: 0, top: 0, width: 0, height: 0 };

  insertChild(child: StackNode, at: number): void {
    this.#children.splice(at, 0, child);
  }
  removeChild(child: StackNode): void {
    this.#children.splice(this.#children.indexOf(child), 1);
  }
  getChildCount(): number {
    return this.#children.length;
  }
  setMeasureFunc(measure: (width: number, mode: number) => Size): void {
    this.#measure = measure;
  }
  setDisplay(display: number): void {
    this.#display = display;
  }
  getDisplay(): number {
    return this.#display;
  }
  setFlexDirection(direction: number): void {
    this.#direction = direction;
  }
  setWidth(width: number | undefined): void {
    this.#width = width;
  }
  setHeight(height: number | undefined): void {
    this.#height = height;
  }

  calculateLayout(): void {
    this.#layOut(0, 0, this.#width ?? 0);
  }
  getComputedLeft(): number {
    return this.#place.left;
  }
  getComputedTop(): number {
    return this.#place.top;
  }
  getComputedWidth(): number {
    return this.#place.width;
  }
  getComputedHeight(): number {
    return this.#place.height;
  }
  getComputedPadding(): number {
    return 0;
  }
  getComputedBorder(): number {
    return 0;
  }
  getComputedMargin(): number {
    return 0;
  }

  #layOut(left: number, top: number, room: number): Size {
    const isRow = this.#direction === yoga.FLEX_DIRECTION_ROW;
    const inside = this.#width ?? room;
    let { width, height } = this.#measure?.(inside, yoga.MEASURE_MODE_AT_MOST) ?? { width: 0, height: 0 };
    for (const child of this.#children) {
      if (child.#display === yoga.DISPLAY_NONE) continue;
      const size = isRow ? child.#layOut(width, 0, Math.max(0, inside - width)) : child.#layOut(0, height, inside);
      width = isRow ? width + size.width : Math.max(width, size.width);
      height = isRow ? Math.max(height, size.height) : height + size.height;
    }
    this.#place = { left, top, width: this.#width ?? width, height: this.#height ?? height };
    return this.#place;
  }
}

/** What Ink says besides; `free`, for there is no memory here but that of JavaScript. */
const unheard = [
  ...['AlignContent', 'AlignItems', 'AlignSelf', 'AspectRatio', 'Border', 'FlexBasis', 'FlexBasisAuto'],
  ...['FlexBasisPercent', 'FlexGrow', 'FlexShrink', 'FlexWrap', 'Gap', 'HeightAuto', 'HeightPercent'],
  ...['JustifyContent', 'Margin', 'MaxHeight', 'MaxHeightPercent', 'MaxWidth', 'MinHeight', 'MinHeightPercent'],
  ...['MinWidth', 'Padding', 'Position', 'PositionPercent', 'PositionType', 'WidthAuto', 'WidthPercent'],
].map((style) => `set${style}`);
for (const name of [...unheard, 'unsetMeasureFunc', 'markDirty', 'free', 'freeRecursive'])
  Object.defineProperty(StackNode.prototype, name, { value: () => {} });
