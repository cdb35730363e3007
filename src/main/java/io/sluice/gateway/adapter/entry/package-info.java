/**
 * The form in which stores outside this process keep an entry: one for all of them, with a checksum
 * over everything, so that bytes which are not exactly what was written read as no entry.
 */
@NullMarked
package io.sluice.gateway.adapter.entry;

import org.jspecify.annotations.NullMarked;
