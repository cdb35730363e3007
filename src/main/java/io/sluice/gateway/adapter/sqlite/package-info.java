/**
 * SQLite as an adapter: entries in one database in a directory of this node's own.
 *
 * <p>Start reading at {@link io.sluice.gateway.adapter.sqlite.SqliteFileStore}, which event loops
 * ask and which never blocks; behind it, on threads of its own, {@link
 * io.sluice.gateway.adapter.sqlite.EntryDatabase}.
 */
@NullMarked
package io.sluice.gateway.adapter.sqlite;

import org.jspecify.annotations.NullMarked;
