/**
 * Who is calling: signature version 4 as the service checks it, with the service's error texts.
 *
 * <p>Why here: no library verifies such signatures, and the front door must know the caller before
 * any operation runs. Nothing in this package knows HTTP classes; a request is seen through {@link
 * dev.stator.router.auth.SignedRequest}.
 *
 * <p>Who calls: {@code dev.stator.router.http}, once for each request. Invariant: a {@link
 * dev.stator.router.auth.Caller} exists only for a request that passed the configured policy.
 */
@NullMarked
package dev.stator.router.auth;

import org.jspecify.annotations.NullMarked;
