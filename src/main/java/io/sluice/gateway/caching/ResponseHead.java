package io.sluice.gateway.caching;

/**
 * A final response's head as it came from the origin.
 *
 * @param status 200–999
 * @param fields as received
 * @param requestTimeMillis when the request was sent, epoch milliseconds
 * @param responseTimeMillis when the head arrived, epoch milliseconds
 */
public record ResponseHead(
    int status, Fields fields, long requestTimeMillis, long responseTimeMillis) {}
