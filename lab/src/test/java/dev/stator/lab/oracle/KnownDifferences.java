package dev.stator.lab.oracle;

import java.util.List;
import java.util.regex.Pattern;

/** The one table of what may differ, and why. Everything else is a mistake. */
final class KnownDifferences {
  private static final String ANY = ".*";
  private static final String TABLES =
      "CreateTable|UpdateTable|DeleteTable|DescribeTable|ListTables";
  private static final String UPDATE_MISTAKE =
      "400 ValidationException: (The document path provided in the update expression is"
          + "|An operand in the update expression has an incorrect data type"
          + "|The provided expression refers to an attribute that does not exist)";
  private static final String READS_AND_WRITES = "GetItem|PutItem|UpdateItem|DeleteItem";

  /**
   * One kind of difference.
   *
   * @param requests a pattern that the operation and its request begin with
   * @param local a pattern that DynamoDB Local's answer begins with
   * @param stator a pattern that Stator's answer begins with
   */
  record Difference(Pattern requests, Pattern local, Pattern stator, String reason) {
    static Difference of(String requests, String local, String stator, String reason) {
      return new Difference(
          Pattern.compile(requests, Pattern.DOTALL),
          Pattern.compile(local, Pattern.DOTALL),
          Pattern.compile(stator, Pattern.DOTALL),
          reason);
    }

    boolean covers(String request, String fromLocal, String fromStator) {
      return requests.matcher(request).lookingAt()
          && local.matcher(fromLocal).lookingAt()
          && stator.matcher(fromStator).lookingAt();
    }
  }

  static final List<Difference> ALL =
      List.of(
          Difference.of(
              "NoSuchOperation|DescribeEndpoints",
              "400 (UnknownOperationException: An unknown operation|ValidationException)",
              "400 (UnknownOperationException: |ValidationException)|200",
              "The service's error has no message; Local has no DescribeEndpoints."),
          Difference.of(
              "\\w+ ",
              "400 UnknownOperationException: (An unknown operation was requested"
                  + "|Tagging is not currently supported)",
              "200|400"
                  + " (\\w+NotFoundException|ValidationException|AccessDeniedException|UnknownOperationException):"
                  + " ",
              "Local has neither tags nor backups, policies, global tables and other operations on"
                  + " whole tables."),
          Difference.of(
              "BatchGetItem .*\"arn:",
              "200 .*\"Responses\":\\{\"hash\"",
              "200 .*\"Responses\":\\{\"arn:",
              "The service answers under the name that was asked for, be it an ARN."),
          Difference.of(
              ANY,
              "400 ValidationException|200|500",
              "400 ValidationException: (\\d+ validation errors? detected"
                  + "|The parameter '\\w+' is required)",
              "The service checks its model's constraints first and reports all of them; Local has"
                  + " words of its own, takes unknown values of enumerations, or breaks."),
          Difference.of(
              ANY,
              "500 InternalFailure|400 SerializationException|400 ValidationException: Invalid"
                  + " table|200",
              "400 SerializationException",
              "Local fails on, or takes, JSON of a wrong type, which the service refuses."),
          Difference.of(
              ANY,
              "500 InternalFailure",
              "200",
              "The service reads any text but false as true, and numbers beyond their range as the"
                  + " nearest; Local breaks."),
          Difference.of(
              ANY,
              "400 ResourceNotFoundException: Cannot do operations on a non-existent table",
              "400 ResourceNotFoundException: Requested resource not found",
              "Local's words for a missing table."),
          Difference.of(
              ANY,
              "400 ResourceNotFoundException: Cannot do operations on a non-existent table",
              "400 ValidationException",
              "The service checks parameters before it looks for the table."),
          Difference.of(
              TABLES,
              "400 ValidationException",
              "400 ValidationException",
              "Local has words of its own for what is wrong with a table."),
          Difference.of(
              "CreateTable",
              "400 ResourceInUseException: Cannot create preexisting table",
              "400 (ResourceInUseException: Table already exists|ValidationException)",
              "Local's words, and Local looks for the table before some parameters."),
          Difference.of(
              TABLES,
              "200 .*\"TableStatus\":\"ACTIVE\"",
              "200 .*\"TableStatus\":\"(CREATING|UPDATING|DELETING)\"",
              "Local finishes at once; the service answers with a status on the way."),
          Difference.of(
              "CreateTable|UpdateTable",
              "200",
              "400 ValidationException: One or more parameter values were invalid: Neither"
                  + " ReadCapacityUnits nor WriteCapacityUnits can be specified",
              "The service refuses throughput for a table that is billed per request."),
          Difference.of(
              ANY,
              "400 ValidationException: (One of the required keys was not given a value"
                  + "|The number of conditions on the keys is invalid"
                  + "|Invalid attribute value type"
                  + "|Item to put in PutItem cannot be null"
                  + "|One or more parameter values were invalid: Type mismatch for key)",
              "400 ValidationException: (The provided key element does not match the schema"
                  + "|One or more parameter values were invalid: (Missing the key|Type mismatch))",
              "The service's words for a key that does not fit; Local's say less."),
          Difference.of(
              ANY,
              "400 ValidationException: Hash primary key values must be under 2048 bytes",
              "400 ValidationException: One or more parameter values were invalid: (Size of hashkey"
                  + "|Aggregated size of all range keys)",
              "The service's words for a key that is too long."),
          Difference.of(
              ANY,
              "400 ValidationException: (ExpressionAttributeValues contains invalid value: )?"
                  + "A value provided cannot be converted into a number",
              "400 ValidationException: (ExpressionAttributeValues contains invalid value: )?"
                  + "The parameter cannot be converted to a numeric value",
              "The service's words for what is no number."),
          Difference.of(
              ANY,
              "400 ValidationException: .*DynamoDB only supports precision up to 38 digits",
              "400 ValidationException: .*Attempting to store more than 38 significant digits",
              "The service's words for too many digits."),
          Difference.of(
              ANY,
              "400 ValidationException: One or more parameter values were invalid: Input"
                  + " collection",
              "400 ValidationException: One or more parameter values were invalid: Input"
                  + " collection",
              "The service names the elements of a set with duplicates as Local does not."),
          Difference.of(
              "PutItem|DeleteItem",
              "400 ValidationException: Return values set to invalid value",
              "400 ValidationException: (ReturnValues can only be ALL_OLD or NONE|The parameter"
                  + " cannot be converted|Supplied AttributeValue)",
              "The service's words, after it has looked at the values."),
          Difference.of(
              "(PutItem|UpdateItem|DeleteItem) .*\"Expected\"",
              "400 ValidationException",
              "400 ValidationException: (1 validation error detected: )?"
                  + "One or more parameter values were invalid: ",
              "The service counts a malformed expectation as a broken constraint, looks at it"
                  + " before the table and the key, and at updates before expectations."),
          Difference.of(
              "UpdateItem .*\"AttributeUpdates\"",
              "400 ValidationException",
              "400 ValidationException: One or more parameter values were invalid: "
                  + "(Only DELETE|ADD action|DELETE action)",
              "The service names types as on the wire, and looks at updates before the key."),
          Difference.of(
              "UpdateItem .*\"AttributeUpdates\".*\"Expected\"",
              "400 ConditionalCheckFailedException",
              "400 ValidationException: One or more parameter values were invalid: Cannot update",
              "The service refuses to update the key before it looks at the item."),
          Difference.of(
              ".*\"AttributesToGet\"",
              "400 ValidationException: Cannot have two attributes with the same name",
              "400 ValidationException: One or more parameter values were invalid: Duplicate value"
                  + " in attribute name",
              "Local's words for an attribute that is asked for twice; in a batch it has the"
                  + " service's."),
          Difference.of(
              "Query .*\"KeyConditions\"",
              "400 ValidationException: (Conditions must be at least length 1|Only scalar types)"
                  + "|500 InternalFailure",
              "400 ValidationException: (Conditions can be of length 1 or 2 only"
                  + "|Attempted conditional constraint is not an indexable operation)",
              "The service's words for conditions that no key can be found by; Local may break."),
          Difference.of(
              "Query .*\"ExclusiveStartKey\"",
              "400 ValidationException: Query condition missed key schema element",
              "400 ValidationException: The provided starting key is invalid",
              "The service fits the starting key to the table before the condition."),
          Difference.of(
              "Query .*\"QueryFilter\"",
              "400 ValidationException: Invalid FilterExpression",
              "400 ValidationException: Can not use both expression and non-expression parameters",
              "The service refuses to mix parameters before it looks at any."),
          Difference.of(
              ANY,
              "400 ValidationException: The supplied Item contains a null AttributeValue",
              "400 ValidationException: Supplied AttributeValue is empty",
              "Local's words for a null among the values."),
          Difference.of(
              "DeleteItem",
              "200 \\{\"ConsumedCapacity\":",
              "200 \\{\\}",
              "Local tells of consumed capacity unasked when there was nothing to delete."),
          Difference.of(
              "UpdateItem .*\"ReturnValues\":\"UPDATED_",
              "200 \\{\"Attributes\":",
              "200 \\{(\"Attributes\":|\\}|\"ConsumedCapacity\")",
              "The service returns only the nested values that an update has touched, and writes"
                  + " numbers without exponents; Local returns whole attributes."),
          Difference.of(
              ANY,
              "400 ValidationException: (Value provided in ExpressionAttributeValues unused"
                  + "|Invalid \\w+: Invalid attribute type name found)",
              "400 ValidationException: (Value provided in ExpressionAttributeValues unused"
                  + "|Invalid \\w+: Invalid attribute type name found)",
              "The order of a set's names means nothing."),
          Difference.of(
              ANY,
              "400 ValidationException: (One of the required keys was not given a value"
                  + "|The number of conditions on the keys is invalid)",
              "400 ValidationException: Invalid \\w+Expression",
              "The service checks expressions before it fits the key to the table."),
          Difference.of(
              "UpdateItem|ExecuteStatement",
              "400 ValidationException: (Invalid UpdateExpression: )?Two document paths",
              "400 ValidationException: (Invalid UpdateExpression: )?Two document paths",
              "Of several paths that meet, Local names others, even such as do not meet."),
          Difference.of(
              "UpdateItem|ExecuteStatement",
              UPDATE_MISTAKE,
              UPDATE_MISTAKE,
              "Of two mistakes in one update another is found first."),
          Difference.of(
              "Query .*AND s = .*\"Limit\":1\\b",
              "200 .*\"LastEvaluatedKey\"",
              "200 ",
              "The service refuses to restart a query for one row, so there is no key to restart"
                  + " at."),
          Difference.of(
              "Query",
              "400 ValidationException: Query condition missed key schema element",
              "400 ValidationException: Query condition missed key schema element: ",
              "The service names the element."),
          Difference.of(
              "Query",
              "200 \\{\"ConsumedCapacity\":\\{\"CapacityUnits\":0\\.0",
              "200 \\{\"ConsumedCapacity\":\\{\"CapacityUnits\":0\\.5",
              "A query that finds nothing consumes the least of its kind (API reference of"
                  + " Query)."),
          Difference.of(
              "Query|Scan",
              "400 ValidationException: (Exclusive Start Key must have same size"
                  + "|The provided starting key|Type mismatch for attribute to update"
                  + "|The query can return at most one row)",
              "400 ValidationException: The provided starting key is (invalid|outside)",
              "The service's words for a start key that does not fit."),
          Difference.of(
              "Query",
              "400 ValidationException: Invalid KeyConditionExpression",
              "400 ValidationException: Cannot specify the ProjectionExpression",
              "Of two mistakes another is found first."),
          Difference.of(
              "Scan",
              "400 ValidationException: (If (total )?segments? is specified|1 validation error"
                  + "|Invalid FilterExpression|Must specify the AttributesToGet)",
              "400 ValidationException: The (Segment|TotalSegments) parameter is",
              "The service's words for segments, which it checks early."),
          Difference.of(
              "(BatchWriteItem|BatchGetItem) .*ReturnConsumedCapacity",
              "200 \\{\"ConsumedCapacity\":",
              "200 \\{\"ConsumedCapacity\":",
              "Local counts replaced and missing items in a way that its single operations do"
                  + " not."),
          Difference.of(
              "BatchWriteItem",
              "400 ValidationException: Supplied AttributeValue has more than one",
              "400 ValidationException: Supplied AttributeValue is empty",
              "A write request with neither put nor delete is empty."),
          Difference.of(
              "BatchGetItem",
              "400 ValidationException: The list of keys in RequestItems for BatchGetItem may not",
              "400 (ValidationException: The provided key element|ResourceNotFoundException)",
              "Local's words for an empty key."),
          Difference.of(
              "BatchGetItem",
              "200|400 ValidationException: Provided list of item keys contains duplicates",
              "400 ValidationException: (Provided list of item keys contains duplicates"
                  + "|Too many items requested)",
              "Numbers are equal whatever their digits; the number of keys is checked first."),
          Difference.of(
              "\\w*ExecuteStatement",
              "400 ValidationException: (Statement wasn't well formed"
                  + "|Unsupported operation: (VariableReference|InsertOp)"
                  + "|Only select from a single table)",
              "400 ValidationException: (Statement wasn't well formed"
                  + "|Other attributes should not be present|Select projection doesn't support"
                  + "|Unsupported operation: Inserting multiple items"
                  + "|Unexpected path component|Unsupported token)",
              "The service says what is wrong with a statement; Local repeats it."),
          Difference.of(
              "\\w*ExecuteStatement",
              "400 ValidationException: (The table does not have the specified index: "
                  + "|Unrecognized function: |Number (over|under)flow|Attempting to store"
                  + "|DynamoDB only supports precision|Empty bags are not supported at"
                  + "|Input collection contains duplicates|Invalid attribute type name found)",
              "400 ValidationException: (The table does not have the specified index$"
                  + "|Unrecognized function: \\w+ at |.* under root|Empty bags are not supported$"
                  + "|One or more parameter values were invalid: Input collection"
                  + "|Invalid attribute type name found)",
              "Local's words, with other details, for what is wrong in a statement."),
          Difference.of(
              "ExecuteStatement .* ORDER BY s",
              "200",
              "400 ValidationException: Must have hash key in ORDER BY clause",
              "Local puts items of several partition keys one after the other."),
          Difference.of(
              "ExecuteStatement .*\"Parameters\"",
              "400 ValidationException: (Unsupported data type: Parameter"
                  + "|Number of parameters in request)",
              "200|400 ValidationException: 1 validation error",
              "The service takes parameters inside values."),
          Difference.of(
              "ExecuteStatement",
              "400 DuplicateItem: ",
              "400 DuplicateItemException: ",
              "The model's name of the error."),
          Difference.of(
              "\\w*ExecuteStatement .*\"(ReturnConsumedCapacity|Limit)\"",
              "200",
              "200 \\{(\"ConsumedCapacity\"|.*\"LastEvaluatedKey\")",
              "Local tells neither of consumed capacity nor of the last key."),
          Difference.of(
              "BatchExecuteStatement",
              "200 .*\"Message\":\"(Only single item select is supported|Cannot do operations"
                  + "|Invalid operation)",
              "200 .*\"Message\":\"(Select statements within|Requested resource not found"
                  + "|Statement wasn't)",
              "The service's words for the errors inside a batch of statements."),
          Difference.of(
              "Transact(Get|Write)Items .*\"ReturnConsumedCapacity\"",
              "200 \\{\"ConsumedCapacity\"",
              "200 \\{\"ConsumedCapacity\".*\"(Read|Write)CapacityUnits\"",
              "The service says whether units were read or written, and counts a deletion of"
                  + " nothing twice as well."),
          Difference.of(
              "Transact(Get|Write)Items",
              "400 TransactionCanceledException: .*(Type mismatch for key|One of the required"
                  + " keys)",
              "400 TransactionCanceledException: .*(Type mismatch for key \\w+ expected"
                  + "|The provided key element does not match the schema)",
              "The service's words for keys that are not of the schema."),
          Difference.of(
              "TransactWriteItems",
              UPDATE_MISTAKE,
              "400 TransactionCanceledException: .*\"Code\":\"ValidationError\"",
              "The service cancels a transaction for what an item turns out to be."),
          Difference.of(
              "TransactWriteItems|ExecuteTransaction",
              "400 TransactionCanceledException: .*The conditional request failed\\.",
              "400 TransactionCanceledException: .*The conditional request failed\"",
              "The service has no full stop after a check's failure, either."),
          Difference.of(
              "TransactWriteItems",
              "400 IdempotentParameterMismatchException: $",
              "400 IdempotentParameterMismatchException: Specified idempotent token",
              "Local has words for this only for statements."),
          Difference.of(
              "ExecuteTransaction .*INSERT",
              "400 TransactionCanceledException: .*\"ValidationError\",\"Message\":\"Duplicate",
              "400 TransactionCanceledException: .*\"DuplicateItem\",\"Message\":\"Duplicate",
              "The service's name for it, as in a batch of statements."),
          Difference.of(
              "ExecuteTransaction",
              "400 (TransactionCanceledException: ValidationError Where clause"
                  + "|ValidationException: Statement wasn't well formed, can't be processed: )",
              "400 (TransactionCanceledException: .*\"Message\":\"Where clause does not"
                  + "|ValidationException: Validation failed in TransactStatements\\[0\\]: )",
              "Local leaves the reasons out; the service says what is wrong with a statement."),
          Difference.of(
              "(DeleteItem|BatchWriteItem|TransactWriteItems) .*\"SIZE\"",
              "200 ",
              "200 .*\"ItemCollectionMetrics\":\\{\"\\w+\":",
              "Local tells sizes of item collections for puts and updates of one item alone."),
          Difference.of(
              "TransactWriteItems ",
              "400 TransactionCanceledException: .*Type mismatch for Index Key\"",
              "400 TransactionCanceledException: .*Type mismatch for Index Key \\w+ Expected",
              "Local's words, without the details."),
          Difference.of(
              "ExecuteStatement ",
              "400 ValidationException: Consistent reads are not supported on global secondary",
              "400 ValidationException: Strongly consistent read is not supported on Global",
              "The service says it so of statements; Local as of queries."),
          Difference.of(
              "ExecuteStatement ",
              "200 ",
              "400 ValidationException: One or more parameter values were invalid: Secondary index"
                  + " \\w+ does not project one or more filter attributes",
              "The service does not read items for a filter; Local does."),
          Difference.of(
              "UpdateTable .*\"OnDemandThroughput\"",
              "500 InternalFailure",
              "400 ValidationException: .*outside of valid range",
              "Local breaks on bounds that are none."),
          Difference.of(
              "UpdateTable .*\"WarmThroughput\"",
              "400 ValidationException: Nothing to update",
              "200 ",
              "Local does not know of warm throughput."),
          Difference.of(
              "DescribeTable .*\"indexed\"",
              "200 .*\"IndexName\":\"lkeys\",\"IndexSizeBytes\":166,\"ItemCount\":7",
              "200 .*\"IndexName\":\"lkeys\",\"IndexSizeBytes\":61,\"ItemCount\":7",
              "An index is as large as what it holds; Local counts whole items."),
          Difference.of(
              "DescribeTable .*\"warm\"",
              "200 .*\"OnDemandThroughput\":\\{\"MaxReadRequestUnits\":100",
              "200 .*\"OnDemandThroughput\":\\{\"MaxReadRequestUnits\":200",
              "Local takes new bounds, and keeps the old ones."),
          Difference.of(
              READS_AND_WRITES,
              "200 .*\"N\":\"[^\"]*[eE]",
              "200 ",
              "The service writes numbers without exponents."),
          Difference.of(
              "(PutItem|UpdateItem|BatchWriteItem|ExecuteStatement) ",
              "400 ValidationException: One or more parameter values were invalid: (Type mismatch"
                  + " for Index Key$|Size limit exceeded)",
              "400 ValidationException: One or more parameter values were invalid: (Type mismatch"
                  + " for Index Key |Size of hashkey|Aggregated size)",
              "The service says which key of which index a value does not fit."),
          Difference.of(
              "Query .*\"IndexName\"",
              "400 ValidationException: .*A value specified for a secondary index key",
              "400 ValidationException: .*The AttributeValue for a key attribute cannot contain",
              "Of an empty value in a key condition Local says the index."),
          Difference.of(
              "Query .*\"IndexName\".*\"ProjectionExpression\"",
              "200 ",
              "200 .*\"Table\":\\{\"CapacityUnits\":0.0",
              "Local reads items for attributes that their rows in a local index have."),
          Difference.of(
              "(?=.*(Filter|WHERE))(Scan|ExecuteStatement) .*"
                  + "(IndexName\":\"|indexed\\\\\"\\.\\\\\")(keys|inc|lkeys|by-f)\\W",
              "200 ",
              "200 ",
              "To a scan of an index what that does not hold is missing; Local reads items for a"
                  + " filter."),
          Difference.of(
              "Scan .*\"IndexName\".*\"ALL_ATTRIBUTES\"",
              "200 ",
              "200 ",
              "Local counts items that it reads for a scan of a local index as rows of that."),
          Difference.of(
              "ExecuteStatement ",
              "400 ValidationException: PartiQL statements cannot be executed on tables with composite",
              "400 ValidationException: PartiQL statements cannot be executed on tables with multi-attr",
              "The service's words for an index with keys of several attributes."),
          Difference.of(
              "ExecuteStatement ",
              "400 ValidationException: .* does not project \\[x, y]",
              "400 ValidationException: .* does not project \\[y, x]",
              "The service names attributes in the order of the statement."),
          Difference.of(
              "Query ",
              "400 ValidationException: (Conditions can be of length 1 or 2 only"
                  + "|KeyConditionExpressions must only contain one)",
              "400 ValidationException: (The number of query conditions"
                  + "|Invalid KeyConditionExpression: KeyConditionExpressions must only contain one)",
              "The service's words for conditions that are too many."),
          Difference.of(
              "(PutItem|GetItem) .*\"N\":\"0e",
              "200 ",
              "400 ValidationException: Number (over|under)flow",
              "The service looks at the exponent of a zero, too."),
          Difference.of(
              "(Query|Scan) .*\"IndexName\":\"none\"",
              "400 ValidationException: The table does not have the specified index",
              "400 ValidationException",
              "Of two mistakes another is found first."),
          Difference.of(
              "UpdateTable",
              "400 ResourceNotFoundException: Requested resource not found$",
              "400 ResourceNotFoundException: Requested resource not found: Index",
              "The service names the index."));

  private KnownDifferences() {}

  static boolean cover(String request, String local, String stator) {
    return ALL.stream().anyMatch(known -> known.covers(request, local, stator));
  }
}
