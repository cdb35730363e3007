/**
 * What the {@code doctor} command looks at: each examination tells its findings, each finding one
 * line that says what was found and, where it is not well, how to mend it.
 */
@NullMarked
package io.sluice.gateway.bootstrap.doctor;

import org.jspecify.annotations.NullMarked;
