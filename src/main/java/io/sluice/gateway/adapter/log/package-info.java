/** Lines about requests, for files, pipes and CloudWatch, written on a thread of their own. */
@NullMarked
package io.sluice.gateway.adapter.log;

import org.jspecify.annotations.NullMarked;
