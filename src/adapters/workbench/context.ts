import type { UserSettings } from '../../core/user-settings.ts';
import type { Repository } from '../git/repository.ts';

/** What every part of the workbench needs: where the repository is, who the user is, where working files go. */
export interface WorkbenchContext {
  readonly repository: Repository;
  readonly env: NodeJS.ProcessEnv;
  readonly user: UserSettings;
  /** Regent's folder in the user's cache directory. */
  readonly cache: string;
}
