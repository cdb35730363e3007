/** The cluster: Hazelcast as Vert.x' cluster manager, with the event bus on a port of its own. */
@NullMarked
package io.sluice.gateway.adapter.cluster;

import org.jspecify.annotations.NullMarked;
