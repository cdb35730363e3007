/**
 * The dashboard in a real browser, before real gateways: {@code ./mvnw verify -Pbrowser}. Elsewhere
 * these tests are not even compiled.
 */
@NullMarked
package io.sluice.gateway.browser;

import org.jspecify.annotations.NullMarked;
