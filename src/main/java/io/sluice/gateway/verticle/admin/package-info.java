/** The control API on the admin port. */
@NullMarked
package io.sluice.gateway.verticle.admin;

import org.jspecify.annotations.NullMarked;
