/** JSON in messages that pass through: read as a stream of tokens, with bounds. */
@NullMarked
package io.sluice.gateway.verticle.json;

import org.jspecify.annotations.NullMarked;
