/**
 * Unmodified AWS clients against a real process. With {@code -Dstator.endpoint=URL} the same checks
 * run against another endpoint, which shows that they expect what the service does.
 */
package dev.stator.lab.clients;
