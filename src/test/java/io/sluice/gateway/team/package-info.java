/**
 * What caching layers that teams built by hand could do, one test for each ability, named in their
 * words: a team that has one of them can put the gateway in its place.
 */
@org.jspecify.annotations.NullMarked
package io.sluice.gateway.team;
