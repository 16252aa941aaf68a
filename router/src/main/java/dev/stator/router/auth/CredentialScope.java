package dev.stator.router.auth;

import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;

/** The parts of a credential. Every region is welcome: all of them see the same tables. */
record CredentialScope(String accessKeyId, String day, String region, String service) {
  static final String SERVICE = "dynamodb";
  private static final String TERMINATOR = "aws4_request";

  static CredentialScope parse(String credential, RequestDate date) {
    String[] parts = credential.split("/", 0);
    if (parts.length != 5) {
      throw SignatureParts.incomplete(
          "Credential must have exactly 5 slash-delimited elements, e.g."
              + " keyid/date/region/service/term, got '"
              + credential
              + "'");
    }
    StringBuilder wrong = new StringBuilder();
    if (!parts[3].equals(SERVICE)) {
      wrong.append("Credential should be scoped to correct service: 'dynamodb'. ");
    }
    if (!parts[4].equals(TERMINATOR)) {
      wrong
          .append("Credential should be scoped with a valid terminator: 'aws4_request', not '")
          .append(parts[4])
          .append("'. ");
    }
    if (!parts[1].equals(date.day())) {
      wrong
          .append("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date")
          .append(" from HTTP: '")
          .append(parts[1])
          .append("' != '")
          .append(date.day())
          .append("', from '")
          .append(date.basic())
          .append("'.");
    }
    if (!wrong.isEmpty()) {
      throw new ApiException(ErrorCode.INVALID_SIGNATURE, wrong.toString());
    }
    return new CredentialScope(parts[0], parts[1], parts[2], parts[3]);
  }

  /** Day, region, service and terminator, as they are signed. */
  String text() {
    return day + '/' + region + '/' + service + '/' + TERMINATOR;
  }
}
