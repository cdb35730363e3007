package io.sluice.gateway.verticle.lookup;

import io.sluice.gateway.spi.FileStore;
import io.sluice.gateway.spi.LocalStore;
import io.sluice.gateway.spi.SharedStore;

/**
 * Where entries are kept, in the order in which they are looked for.
 *
 * @param local in memory, of the node
 * @param shared of the cluster, by way of this event loop
 * @param files on disk, of the node
 */
public record Stores(LocalStore local, SharedStore shared, FileStore files) {}
