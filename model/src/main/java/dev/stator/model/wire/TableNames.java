package dev.stator.model.wire;

/**
 * What the service takes for a table's name: the name itself (3 to 255 of {@code a-z A-Z 0-9 _ -
 * .}), or the ARN of a table, up to 1024 characters.
 *
 * <p>The published model says only 1 to 1024 characters. The service answers requests on items with
 * a length from 1 and all others with a length from 3, and with the pattern in both cases; a name
 * of one or two characters in a request on items is thus a table that is not found.
 */
public final class TableNames {
  static final int LENGTH_MAX = 255;
  static final int ARN_LENGTH_MAX = 1_024;

  private static final int LENGTH_MIN = 3;
  private static final String ARN = "arn:";
  private static final String RESOURCE = "table/";
  private static final int COLONS_BEFORE_RESOURCE = 5;
  private static final TextPattern NAME = new TextPattern(TextPattern.NAME);

  private TableNames() {}

  /** Whether this can be the name of a table or index that exists. */
  public static boolean isName(String text) {
    return text.length() >= LENGTH_MIN && text.length() <= LENGTH_MAX && NAME.matches(text);
  }

  /** The table's name out of a validated {@code TableName}, which may be an ARN. */
  public static String local(String nameOrArn) {
    return isArn(nameOrArn) ? nameOrArn.substring(nameOrArn.lastIndexOf('/') + 1) : nameOrArn;
  }

  /**
   * Whether this is the ARN of a table, such as {@code arn:aws:dynamodb:eu-west-1:1234:table/T}.
   */
  public static boolean isArn(String text) {
    if (!text.startsWith(ARN) || text.length() > ARN_LENGTH_MAX) {
      return false;
    }
    int at = 0;
    for (int i = 0; i < COLONS_BEFORE_RESOURCE; i++) {
      at = text.indexOf(':', at) + 1;
      if (at == 0) {
        return false;
      }
    }
    return text.startsWith(RESOURCE, at) && isName(text.substring(at + RESOURCE.length()));
  }

  static boolean matchesPattern(String text) {
    return NAME.matches(text);
  }
}
