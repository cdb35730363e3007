package io.sluice.gateway.adapter.sqlite;

/** Why nothing can be kept in the configured directory; for the operator, who has to mend it. */
public final class UnusableDirectoryException extends Exception {
  private static final long serialVersionUID = 1;

  UnusableDirectoryException(String message, Throwable cause) {
    super("cache.files.directory: " + message, cause);
  }

  UnusableDirectoryException(String message) {
    super("cache.files.directory: " + message);
  }
}
