/**
 * Events of other systems that invalidate: a reader for each form ({@link
 * io.sluice.gateway.verticle.event.EventForms} chooses), what they mean by the mappings of the
 * configuration ({@link io.sluice.gateway.verticle.event.EventMapper}), and who carries that out
 * ({@link io.sluice.gateway.verticle.event.EventIntake}).
 */
@NullMarked
package io.sluice.gateway.verticle.event;

import org.jspecify.annotations.NullMarked;
