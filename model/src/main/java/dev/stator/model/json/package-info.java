/**
 * JSON as it goes out: answers and errors.
 *
 * <p>Why here: every answer is written through one reusable buffer, and the shape of an error's
 * body is decided in one place. Who calls: the router. Invariant: what is written is complete,
 * valid UTF-8 JSON of the service's protocol (AWS JSON 1.0).
 */
package dev.stator.model.json;
