/**
 * Filling the cache ahead of requests: of URLs and sitemaps on order, and of memory from the shared
 * store at the start. All of it runs on the event loop of the control API.
 */
@NullMarked
package io.sluice.gateway.verticle.warming;

import org.jspecify.annotations.NullMarked;
