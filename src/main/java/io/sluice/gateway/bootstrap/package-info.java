/** The command line, the composition root, and the deployment of the verticles. */
@NullMarked
package io.sluice.gateway.bootstrap;

import org.jspecify.annotations.NullMarked;
