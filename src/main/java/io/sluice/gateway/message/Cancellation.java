package io.sluice.gateway.message;

import org.jspecify.annotations.Nullable;

/**
 * The handle by which whoever asked for a fetch calls it off, so that no late answer strands a
 * connection. Both sides are on the same event loop.
 */
public final class Cancellation {
  private boolean cancelled;
  private @Nullable Runnable action;

  public boolean isCancelled() {
    return cancelled;
  }

  /** Calls the fetch off; once is enough, more does no harm. */
  public void cancel() {
    if (!cancelled) {
      cancelled = true;
      var pending = action;
      action = null;
      if (pending != null) {
        pending.run();
      }
    }
  }

  /**
   * What to do on {@link #cancel}; replaces the previous action, runs at once if it is too late.
   */
  public void onCancel(Runnable action) {
    if (cancelled) {
      action.run();
    } else {
      this.action = action;
    }
  }

  /** The fetch is beyond calling off. */
  public void settle() {
    action = null;
  }
}
