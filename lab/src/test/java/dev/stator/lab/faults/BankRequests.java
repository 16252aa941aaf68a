package dev.stator.lab.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What clients of a bank ask. Each account has a balance and a version, which is the id of the
 * operation that wrote it last; every write says which version it replaces.
 */
final class BankRequests {
  static final String TABLE = "bank";

  private static final Pattern BALANCE = Pattern.compile("\"bal\":\\{\"N\":\"(-?\\d+)\"\\}");
  private static final Pattern VERSION = Pattern.compile("\"ver\":\\{\"N\":\"(\\d+)\"\\}");
  private static final Pattern COUNT = Pattern.compile("\"n\":\\{\"N\":\"(\\d+)\"\\}");

  /** What an account holds. */
  record Account(long balance, long version) {}

  private BankRequests() {}

  static String create() {
    return """
    {"TableName":"%s","BillingMode":"PAY_PER_REQUEST",
     "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
     "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}\
    """
        .formatted(TABLE);
  }

  static String open(List<String> names, long balance) {
    List<String> puts = new ArrayList<>();
    for (String name : names) {
      puts.add(
          """
          {"Put":{"TableName":"%s","Item":{"pk":{"S":"%s"},"bal":{"N":"%d"},"ver":{"N":"0"}}}}\
          """
              .formatted(TABLE, name, balance));
    }
    return together("open", puts);
  }

  static String together(String token, List<String> actions) {
    return "{\"ClientRequestToken\":\"%s\",\"TransactItems\":[%s]}"
        .formatted(token, String.join(",", actions));
  }

  /** An action of a transaction: a new balance, if the version is still this one. */
  static String update(String name, Account before, Account after) {
    return "{\"Update\":" + plainUpdate(name, before, after) + "}";
  }

  /** The same as a request of its own. */
  static String plainUpdate(String name, Account before, Account after) {
    return """
    {"TableName":"%s","Key":{"pk":{"S":"%s"}},"UpdateExpression":"SET bal = :b, ver = :n",
     "ConditionExpression":"ver = :v",
     "ExpressionAttributeValues":{":b":{"N":"%d"},":n":{"N":"%d"},":v":{"N":"%d"}}}\
    """
        .formatted(TABLE, name, after.balance(), after.version(), before.version());
  }

  /** An action: nothing, if the version is still this one. */
  static String check(String name, Account before) {
    return """
    {"ConditionCheck":{"TableName":"%s","Key":{"pk":{"S":"%s"}},"ConditionExpression":"ver = :v",
     "ExpressionAttributeValues":{":v":{"N":"%d"}}}}\
    """
        .formatted(TABLE, name, before.version());
  }

  /** An action without any condition. */
  static String count(String name) {
    return """
    {"Update":{"TableName":"%s","Key":{"pk":{"S":"%s"}},"UpdateExpression":"ADD n :o",
     "ExpressionAttributeValues":{":o":{"N":"1"}}}}\
    """
        .formatted(TABLE, name);
  }

  static String read(List<String> names) {
    List<String> gets = new ArrayList<>();
    for (String name : names) {
      gets.add(
          "{\"Get\":{\"TableName\":\"%s\",\"Key\":{\"pk\":{\"S\":\"%s\"}}}}"
              .formatted(TABLE, name));
    }
    return "{\"TransactItems\":[" + String.join(",", gets) + "]}";
  }

  /** The accounts in the answer to a read, in the order in which they were asked for. */
  static List<Account> accounts(String body) {
    List<Long> balances = numbers(BALANCE, body);
    List<Long> versions = numbers(VERSION, body);
    List<Account> accounts = new ArrayList<>();
    for (int i = 0; i < Math.min(balances.size(), versions.size()); i++) {
      accounts.add(new Account(balances.get(i), versions.get(i)));
    }
    return accounts;
  }

  static List<Long> counts(String body) {
    return numbers(COUNT, body);
  }

  private static List<Long> numbers(Pattern pattern, String body) {
    List<Long> numbers = new ArrayList<>();
    Matcher matcher = pattern.matcher(body.replace(" ", ""));
    while (matcher.find()) {
      numbers.add(Long.parseLong(matcher.group(1)));
    }
    return numbers;
  }
}
