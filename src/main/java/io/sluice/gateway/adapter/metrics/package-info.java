/** The node's counters as Prometheus metrics, by way of Micrometer. */
@NullMarked
package io.sluice.gateway.adapter.metrics;

import org.jspecify.annotations.NullMarked;
