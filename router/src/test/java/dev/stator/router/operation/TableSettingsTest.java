package dev.stator.router.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.OnDemandMax;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableEncryption;
import dev.stator.cluster.table.TableOnDemandMax;
import dev.stator.cluster.table.TableStatus;
import dev.stator.cluster.table.TableWarmth;
import dev.stator.router.Front;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Warm throughput, bounds, encryption and counts, as tables are made, changed and described. */
class TableSettingsTest {
  private static final String INVALID = "One or more parameter values were invalid: ";
  private static final String KEYS =
      "'TableName':'new','AttributeDefinitions':[{'AttributeName':'p','AttributeType':'S'}],"
          + "'KeySchema':[{'AttributeName':'p','KeyType':'HASH'}],";

  private final Front front = new Front(TableSettingsTest::answer);

  private static PartitionResponse answer(PartitionRequest request) {
    return switch ((int) request.partition()) {
      case 1, 2 -> new PartitionResponse.Statistics(request.partition(), 100);
      case 4 ->
          new PartitionResponse.Statistics(9, 900, List.of(new PartitionResponse.Count(3, 40)));
      case 50 -> new PartitionResponse.Statistics(5, 50);
      default -> new PartitionResponse.NotHosted();
    };
  }

  private String call(String operation, String members) {
    String answer = front.call(operation, ("{" + members + "}").replace('\'', '"'));
    assertThat(front.bugs).isEmpty();
    return answer.replace('"', '\'');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'OnDemandThroughput':{'MaxReadRequestUnits':0} | Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid range
          'OnDemandThroughput':{'MaxReadRequestUnits':5,'MaxWriteRequestUnits':-1} | Requested MaxWriteRequestUnits for OnDemandThroughput for table is outside of valid range
          'WarmThroughput':{'ReadUnitsPerSecond':11999,'WriteUnitsPerSecond':4000} | Requested ReadUnitsPerSecond for WarmThroughput for table is lower than initial throughput for OnDemand. See: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html#on-demand-capacity-mode-initial
          'WarmThroughput':{'WriteUnitsPerSecond':3999} | Requested WriteUnitsPerSecond for WarmThroughput for table is lower than initial throughput for OnDemand.
          'SSESpecification':{'Enabled':false,'SSEType':'KMS'} | SSEType can not be specified if Enabled is false
          'SSESpecification':{'Enabled':false,'KMSMasterKeyId':'k'} | KMSMasterKeyId can not be specified if Enabled is false
          'SSESpecification':{'Enabled':true,'KMSMasterKeyId':'k'} | SSEType KMS is required if KMSMasterKeyId is specified
          'SSESpecification':{'Enabled':true,'SSEType':'AES256'} | SSEType AES256 is not supported
          """)
  void whatATableBilledPerRequestCannotBeMadeWith(String members, String message) {
    assertThat(call("CreateTable", KEYS + "'BillingMode':'PAY_PER_REQUEST'," + members))
        .contains("#ValidationException")
        .contains(INVALID + message);
    assertThat(front.created).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'OnDemandThroughput':{'MaxReadRequestUnits':5} | MaxReadRequestUnits for OnDemandThroughput cannot be specified when table BillingMode is PROVISIONED.
          'WarmThroughput':{'ReadUnitsPerSecond':5,'WriteUnitsPerSecond':5} | Requested ReadUnitsPerSecond for WarmThroughput for table is lower than ReadCapacityUnits of ProvisionedThroughput
          'WarmThroughput':{'WriteUnitsPerSecond':5} | Requested WriteUnitsPerSecond for WarmThroughput for table is lower than WriteCapacityUnits of ProvisionedThroughput
          """)
  void whatAProvisionedTableCannotBeMadeWith(String members, String message) {
    String units = "'ProvisionedThroughput':{'ReadCapacityUnits':10,'WriteCapacityUnits':10},";
    assertThat(call("CreateTable", KEYS + units + members))
        .contains("#ValidationException")
        .contains(INVALID + message);
  }

  @Test
  void whatATableIsMadeWithIsKept() {
    call(
        "CreateTable",
        KEYS
            + "'BillingMode':'PAY_PER_REQUEST','OnDemandThroughput':{'MaxReadRequestUnits':7},"
            + "'WarmThroughput':{'ReadUnitsPerSecond':13000},"
            + "'SSESpecification':{'SSEType':'KMS','KMSMasterKeyId':'alias/mine'}");
    assertThat(Objects.requireNonNull(front.created).settings())
        .isEqualTo(
            Map.of(
                "OnDemandThroughput", "7 0",
                "WarmThroughput", "13000 4000",
                "SSESpecification", "alias/mine"));
    call(
        "CreateTable",
        KEYS
            + "'BillingMode':'PAY_PER_REQUEST','OnDemandThroughput':{},'WarmThroughput':{},"
            + "'SSESpecification':{'Enabled':false}");
    assertThat(Objects.requireNonNull(front.created).settings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'WarmThroughput':{} | At least one of ProvisionedThroughput, BillingMode
          'DeletionProtectionEnabled':true,'BillingMode':'PAY_PER_REQUEST' | DeletionProtection modification must be the only operation in the request
          'SSESpecification':{'Enabled':true},'TableClass':'STANDARD' | Server-Side Encryption modification must be the only operation in the request
          'TableClass':'STANDARD','BillingMode':'PAY_PER_REQUEST' | TableClass modification must be the only operation in the request
          'WarmThroughput':{'ReadUnitsPerSecond':13000},'OnDemandThroughput':{'MaxReadRequestUnits':5} | WarmThroughput must be the only operation in the request
          'OnDemandThroughput':{'MaxReadRequestUnits':5},'StreamSpecification':{'StreamEnabled':false} | OnDemandThroughput can only be combined with BillingMode in an UpdateTable request
          'OnDemandThroughput':{'MaxReadRequestUnits':-2} | Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid range
          'GlobalSecondaryIndexUpdates':[{'Update':{'IndexName':'gone','WarmThroughput':{}}}] | WarmThroughput must have at least one of ReadUnitsPerSecond or WriteUnitsPerSecond specified for index: gone
          """)
  void whatAnUpdateMayNotAsk(String members, String message) {
    assertThat(call("UpdateTable", "'TableName':'table'," + members))
        .contains("#ValidationException")
        .contains(message);
    assertThat(front.changed).isNull();
  }

  /** Attributes that are keys of the table, of a local index and of a global one. */
  @ParameterizedTest
  @CsvSource({"p, N, S", "s, S, N", "a, N, S", "b, B, S"})
  void anIndexComesWithTheTypesThatAttributesHave(String attribute, String given, String known) {
    String create =
        "'TableName':'indexed','GlobalSecondaryIndexUpdates':[{'Create':{'IndexName':'new',"
            + "'KeySchema':[{'AttributeName':'z','KeyType':'HASH'}],"
            + "'Projection':{'ProjectionType':'ALL'}}}],'AttributeDefinitions':["
            + "{'AttributeName':'z','AttributeType':'S'},"
            + "{'AttributeName':'%s','AttributeType':'%s'}]";
    assertThat(call("UpdateTable", create.formatted(attribute, given)))
        .contains("#ValidationException")
        .contains(
            "Attributes cannot be redefined. Please check that your attribute has the same type as"
                + " previously defined. Existing schema: Schema:[SchemaElement: key{"
                + attribute
                + ":"
                + known
                + "}] New schema: Schema:[SchemaElement: key{"
                + attribute
                + ":"
                + given
                + "}]");
    assertThat(front.changed).isNull();
    call("UpdateTable", create.formatted(attribute, known));
    assertThat(front.changed).isNotNull();
  }

  @Test
  void anUpdateSaysWhatIsWanted() {
    call(
        "UpdateTable",
        "'TableName':'table','BillingMode':'PAY_PER_REQUEST',"
            + "'OnDemandThroughput':{'MaxWriteRequestUnits':-1}");
    assertThat(Objects.requireNonNull(front.changed).settings())
        .isEqualTo(Map.of("OnDemandThroughputWanted", "0 -1"));
    call(
        "UpdateTable",
        "'TableName':'indexed','GlobalSecondaryIndexUpdates':[{'Update':{'IndexName':'keys',"
            + "'WarmThroughput':{'WriteUnitsPerSecond':5000}}}]");
    assertThat(Objects.requireNonNull(front.changed).settings())
        .isEqualTo(Map.of("WarmThroughputWanted:keys", "0 5000"));
  }

  @Test
  void aTableShowsWhatItHas() {
    assertThat(call("DescribeTable", "'TableName':'table'"))
        .contains("'TableSizeBytes':200,'ItemCount':3")
        .contains(
            "'WarmThroughput':{'ReadUnitsPerSecond':12000,'WriteUnitsPerSecond':4000,"
                + "'Status':'ACTIVE'}")
        .doesNotContain("OnDemandThroughput")
        .doesNotContain("SSEDescription");
    TableDescriptor table = Objects.requireNonNull(front.directory.find("table"));
    SortedMap<String, String> settings = new TreeMap<>(table.settings());
    settings.putAll(TableEncryption.created("k"));
    settings.putAll(TableOnDemandMax.created(new OnDemandMax(0, -1)));
    settings.putAll(TableWarmth.created(null, new TableWarmth.Units(13_000, 4_000)));
    front.directory.publish(Front.withSettings(table, settings));
    assertThat(call("DescribeTable", "'TableName':'table'"))
        .contains("'OnDemandThroughput':{'MaxWriteRequestUnits':-1}")
        .contains("'WarmThroughput':{'ReadUnitsPerSecond':13000,")
        .contains(
            "'SSEDescription':{'Status':'DISABLED','SSEType':'KMS',"
                + "'KMSMasterKeyArn':'arn:aws:kms:eu-west-1:000000000000:key/k'}");
    front.directory.publish(Front.withSettings(table, settings).withStatus(TableStatus.DELETING));
    assertThat(call("DescribeTable", "'TableName':'table'"))
        .contains("'TableSizeBytes':0,'ItemCount':0");
  }

  @Test
  void indexesShowWhatTheyHold() {
    String shown = call("DescribeTable", "'TableName':'indexed'");
    assertThat(shown)
        .contains("'TableSizeBytes':900,'ItemCount':9")
        .contains("'IndexSizeBytes':40,'ItemCount':3,'IndexArn':'arn:aws:dynamodb:eu-west-1:")
        .contains("'IndexSizeBytes':50,'ItemCount':5");
  }
}
