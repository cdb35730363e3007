/**
 * What the clients of other caches send to the data port to invalidate, read into orders: a reader
 * for each method, a chooser in front of them ({@link
 * io.sluice.gateway.verticle.dialect.PurgeRequests}).
 */
@NullMarked
package io.sluice.gateway.verticle.dialect;

import org.jspecify.annotations.NullMarked;
