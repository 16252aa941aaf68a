/**
 * The request router: finds the operation of a request, decodes it against the service's model, has
 * it carried out and writes the answer.
 *
 * <p>Why here: it is the one place where a request becomes an operation and an error becomes an
 * answer. Who calls: the HTTP front, on its event loops. Invariant: nothing here blocks, and every
 * call is answered exactly once.
 */
package dev.stator.router;
