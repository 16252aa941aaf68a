package dev.stator.router.auth;

/**
 * Who signed a request.
 *
 * @param accessKeyId the key id of the credential, as sent
 * @param verified whether the signature was checked; false where any credentials are accepted
 */
public record Caller(String accessKeyId, boolean verified) {}
