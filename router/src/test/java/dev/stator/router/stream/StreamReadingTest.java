package dev.stator.router.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.change.ChangeRecord;
import dev.stator.cluster.change.ChangeRecord.Kind;
import dev.stator.cluster.change.Shard;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.ReadChanges;
import dev.stator.cluster.message.PartitionRequest.ReadShards;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableStream;
import dev.stator.cluster.table.TableStreams;
import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.model.stream.StreamViewType;
import dev.stator.router.Front;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shards, iterators and records, over partitions that hold what a test says. */
class StreamReadingTest {
  private static final long STREAM_ID = 1_795_774_217_919L;
  private static final long BEGIN_MS = 1_795_774_218_000L;

  private final Front front = new Front(this::serve);
  private final List<Shard> shards = new ArrayList<>();
  private final List<ChangeRecord> changes = new ArrayList<>();
  private long applied = 10;
  private @Nullable PartitionResponse refusal;
  private Runnable afterChanges = () -> {};

  private PartitionResponse serve(PartitionRequest request) {
    if (refusal != null) {
      return refusal;
    }
    return switch (request) {
      case ReadShards read ->
          read.partition() == 1
              ? new PartitionResponse.Shards(shards, applied)
              : new PartitionResponse.Shards(List.of(open(0, 5)), applied);
      case ReadChanges read -> {
        List<ChangeRecord> found =
            changes.stream().filter(c -> c.place().compareTo(read.after()) > 0).toList();
        boolean more = found.size() > read.rowsMax();
        PartitionResponse page =
            new PartitionResponse.Changes(more ? found.subList(0, read.rowsMax()) : found, more);
        afterChanges.run();
        yield page;
      }
      default -> throw new IllegalStateException("unexpected: " + request);
    };
  }

  private TableStream stream(StreamViewType view) {
    TableDescriptor table = Objects.requireNonNull(front.directory.find("table"));
    SortedMap<String, String> settings = new TreeMap<>(table.settings());
    settings.putAll(TableStreams.wanted(view));
    front.directory.publish(
        Front.withSettings(table, TableStreams.apply("table", settings, front.wallMs)));
    return Objects.requireNonNull(
        TableStreams.latest(Objects.requireNonNull(front.directory.find("table")).settings()));
  }

  private Shard open(long beginIndex, long laterMs) {
    return new Shard(STREAM_ID, beginIndex, BEGIN_MS + laterMs, 0, 0);
  }

  private Shard closed(long beginIndex, long endIndex, long laterMs) {
    return new Shard(STREAM_ID, beginIndex, BEGIN_MS + laterMs, endIndex, BEGIN_MS + 9_000);
  }

  private static String id(Shard shard) {
    return ShardIds.of(1, shard).toString();
  }

  private void change(long index, Kind kind, int before, int after) {
    changes.add(
        new ChangeRecord(
            new ChangePlace(index, 0),
            kind,
            false,
            BEGIN_MS + 999,
            0,
            RowKeys.itemKey(1, new PrimaryKey(new AttributeValue.S("a"), null)),
            before == 0 ? null : item(before),
            after == 0 ? null : item(after)));
  }

  private static byte[] item(int v) {
    TreeMap<String, AttributeValue> attributes = new TreeMap<>();
    attributes.put("p", new AttributeValue.S("a"));
    attributes.put("v", new AttributeValue.N(DynamoNumber.of(v)));
    return EncodedItem.of(new Item(attributes)).bytes();
  }

  private String arn() {
    return "arn:aws:dynamodb:eu-west-1:000000000000:table/table/stream/2026-11-27T10:10:17.919";
  }

  private String call(String operation, String request) {
    return front.call(operation, request.replace('\'', '"')).replace('"', '\'');
  }

  private String describe(String more) {
    return call("DescribeStream", "{'StreamArn':'" + arn() + "'" + more + "}");
  }

  private String iterator(Shard shard, String type, @Nullable String number) {
    return call(
        "GetShardIterator",
        "{'StreamArn':'%s','ShardId':'%s','ShardIteratorType':'%s'%s}"
            .formatted(
                arn(),
                id(shard),
                type,
                number == null ? "" : ",'SequenceNumber':'" + number + "'"));
  }

  private static String in(String answer, String member) {
    Matcher found = Pattern.compile("'" + member + "':'([^']*)'").matcher(answer);
    assertThat(found.find()).as(member + " in " + answer).isTrue();
    return found.group(1);
  }

  private String records(String iterator, String more) {
    return call("GetRecords", "{'ShardIterator':'" + iterator + "'" + more + "}");
  }

  private String read(Shard shard, String type, @Nullable String number) {
    return records(in(iterator(shard, type, number), "ShardIterator"), "");
  }

  private static List<String> numbers(String answer) {
    return Pattern.compile("'SequenceNumber':'0*([1-9][0-9]*?)0{5}'")
        .matcher(answer)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void describesShardsInTheOrderOfTheirIds() {
    stream(StreamViewType.NEW_IMAGE);
    shards.add(closed(2, 7, 0));
    shards.add(new Shard(STREAM_ID, 7, BEGIN_MS + 10, 0, 0));
    // Another stream's, and the other partition's between the two.
    shards.add(new Shard(1, 1, 1, 2, 2));
    String first = id(shards.get(0));
    String second = id(shards.get(1));
    String other = ShardIds.of(2, open(0, 5)).toString();
    assertThat(describe(""))
        .isEqualTo(
            "200 {'StreamDescription':{'StreamArn':'"
                + arn()
                + "','StreamLabel':'2026-11-27T10:10:17.919','StreamStatus':'ENABLED',"
                + "'StreamViewType':'NEW_IMAGE','CreationRequestDateTime':1795774217.919,"
                + "'TableName':'table','KeySchema':[{'AttributeName':'p','KeyType':'HASH'}],"
                + "'Shards':[{'ShardId':'"
                + first
                + "','SequenceNumberRange':{'StartingSequenceNumber':'000000000000000300000',"
                + "'EndingSequenceNumber':'000000000000000765535'}},{'ShardId':'"
                + other
                + "','SequenceNumberRange':{'StartingSequenceNumber':'000000000000000100000'}},"
                + "{'ShardId':'"
                + second
                + "','SequenceNumberRange':{'StartingSequenceNumber':'000000000000000800000'},"
                + "'ParentShardId':'"
                + first
                + "'}]}}");
    assertThat(describe(",'Limit':1"))
        .contains(first)
        .doesNotContain(other)
        .contains("'LastEvaluatedShardId':'" + first + "'");
    assertThat(describe(",'ExclusiveStartShardId':'" + first + "','Limit':2"))
        .contains("[{'ShardId':'" + other)
        .contains("{'ShardId':'" + second)
        .doesNotContain("LastEvaluated");
    assertThat(describe(",'ShardFilter':{'Type':'CHILD_SHARDS','ShardId':'" + first + "'}"))
        .contains("'Shards':[{'ShardId':'" + second)
        .doesNotContain(other);
    assertThat(describe(",'Limit':101")).contains("Limit cannot be greater than the maximum: 100");
  }

  @Test
  void theShardsSayWhetherTheStreamIsOn() {
    stream(StreamViewType.KEYS_ONLY);
    assertThat(describe("")).contains("'StreamStatus':'ENABLING'");
    shards.add(open(1, 0));
    assertThat(describe("")).contains("'StreamStatus':'ENABLED'");
    refusal = new PartitionResponse.NotHosted();
    assertThat(describe("")).contains("'StreamStatus':'ENABLING','").contains("'Shards':[]");
    refusal = new PartitionResponse.Failed("damage");
    assertThat(describe("")).startsWith("500 ");
  }

  @Test
  void fourKindsOfIterators() {
    stream(StreamViewType.NEW_IMAGE);
    shards.add(open(2, 0));
    change(1, Kind.INSERT, 0, 1);
    change(3, Kind.INSERT, 0, 1);
    change(5, Kind.MODIFY, 1, 2);
    Shard shard = shards.getFirst();
    assertThat(numbers(read(shard, "TRIM_HORIZON", null))).containsExactly("3", "5");
    assertThat(numbers(read(shard, "LATEST", null))).isEmpty();
    assertThat(numbers(read(shard, "AT_SEQUENCE_NUMBER", "000000000000000500000")))
        .containsExactly("5");
    assertThat(numbers(read(shard, "AFTER_SEQUENCE_NUMBER", "000000000000000300000")))
        .containsExactly("5");
    assertThat(numbers(read(shard, "AT_SEQUENCE_NUMBER", "000000000000000300000")))
        .as("the number of its beginning")
        .containsExactly("3", "5");
    String latest = in(iterator(shard, "LATEST", null), "ShardIterator");
    change(11, Kind.MODIFY, 2, 3);
    assertThat(numbers(records(latest, ""))).containsExactly("11");
  }

  @ParameterizedTest
  @CsvSource({
    "TRIM_HORIZON,000000000000000300000,SequenceNumber should not be passed for this iterator type",
    "LATEST,000000000000000300000,SequenceNumber should not be passed for this iterator type",
    "AT_SEQUENCE_NUMBER,,Invalid SequenceNumber",
    "AFTER_SEQUENCE_NUMBER,aaaaaaaaaaaaaaaaaaaaa,Invalid SequenceNumber",
    "AT_SEQUENCE_NUMBER,000000000000000200000,Invalid SequenceNumber for the shard",
    "AFTER_SEQUENCE_NUMBER,000000000000001100000,Invalid SequenceNumber for the shard",
  })
  void sequenceNumbersThatDoNotFit(String type, @Nullable String number, String complaint) {
    stream(StreamViewType.NEW_IMAGE);
    shards.add(open(2, 0));
    assertThat(iterator(shards.getFirst(), type, number))
        .contains("ValidationException")
        .contains(complaint + "'");
  }

  @Test
  void whatIsNotThere() {
    stream(StreamViewType.NEW_IMAGE);
    Shard shard = open(2, 0);
    assertThat(iterator(shard, "LATEST", null))
        .contains("#ResourceNotFoundException")
        .contains("Requested resource not found: Shard does not exist");
    shards.add(shard);
    String made = in(iterator(shard, "TRIM_HORIZON", null), "ShardIterator");
    shards.clear();
    assertThat(records(made, ""))
        .contains("#TrimmedDataAccessException")
        .contains("The data you are trying to access has been trimmed");
    front.wallMs += ShardIterator.AGE_MS_MAX + 1;
    assertThat(records(made, ""))
        .contains("#ExpiredIteratorException")
        .contains("Shard iterator has expired");
    assertThat(records(made, ",'Limit':1001"))
        .contains("Limit should be less than or equal to 1000");
  }

  @Test
  void whatMayHaveBeenTrimmedIsNotSkippedSilently() {
    stream(StreamViewType.NEW_IMAGE);
    shards.add(open(2, 0));
    change(5, Kind.MODIFY, 1, 2);
    Shard shard = shards.getFirst();
    String gone = "000000000000000300000";
    assertThat(iterator(shard, "AFTER_SEQUENCE_NUMBER", gone)).startsWith("200 ");
    front.wallMs = BEGIN_MS + TableStream.RETENTION_MS + 1;
    for (String type : List.of("AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER")) {
      assertThat(iterator(shard, type, gone)).contains("#TrimmedDataAccessException");
      assertThat(iterator(shard, type, "000000000000000500000")).startsWith("200 ");
    }
    assertThat(numbers(read(shard, "TRIM_HORIZON", null))).containsExactly("5");
  }

  @Test
  void aClosedShardEndsWhereTheNextBegins() {
    stream(StreamViewType.NEW_IMAGE);
    shards.add(closed(2, 7, 0));
    shards.add(open(7, 10));
    change(3, Kind.INSERT, 0, 1);
    change(7, Kind.MODIFY, 1, 2);
    change(8, Kind.MODIFY, 2, 3);
    String all = read(shards.get(0), "TRIM_HORIZON", null);
    assertThat(numbers(all)).containsExactly("3", "7");
    assertThat(all).doesNotContain("NextShardIterator");
    assertThat(numbers(read(shards.get(1), "TRIM_HORIZON", null))).containsExactly("8");

    String first = in(iterator(shards.get(0), "TRIM_HORIZON", null), "ShardIterator");
    String page = records(first, ",'Limit':1");
    assertThat(numbers(page)).containsExactly("3");
    String rest = records(in(page, "NextShardIterator"), ",'Limit':1");
    assertThat(numbers(rest)).containsExactly("7");
    String end = records(in(rest, "NextShardIterator"), "");
    assertThat(numbers(end)).isEmpty();
    assertThat(end).doesNotContain("NextShardIterator");
  }

  @Test
  void aShardThatEndsWhileItIsReadLosesNothing() {
    stream(StreamViewType.NEW_IMAGE);
    shards.add(open(2, 0));
    change(3, Kind.INSERT, 0, 1);
    String iterator = in(iterator(shards.getFirst(), "TRIM_HORIZON", null), "ShardIterator");
    afterChanges =
        () -> {
          // One more change, and then the end, between the two questions.
          change(6, Kind.MODIFY, 1, 2);
          shards.set(0, closed(2, 7, 0));
          afterChanges = () -> {};
        };
    String first = records(iterator, "");
    assertThat(numbers(first)).containsExactly("3");
    String second = records(in(first, "NextShardIterator"), "");
    assertThat(numbers(second)).containsExactly("6");
    assertThat(second).doesNotContain("NextShardIterator");
  }

  @ParameterizedTest
  @CsvSource({
    "KEYS_ONLY,2,2,2",
    "NEW_IMAGE,7,7,2",
    "OLD_IMAGE,2,7,7",
    "NEW_AND_OLD_IMAGES,7,12,7",
  })
  void eachViewHasItsImages(StreamViewType view, int inserted, int modified, int removed) {
    stream(view);
    shards.add(open(2, 0));
    change(3, Kind.INSERT, 0, 1);
    change(4, Kind.MODIFY, 1, 2);
    change(5, Kind.TOUCH, 0, 2);
    change(6, Kind.REMOVE, 2, 0);
    String answer = read(shards.getFirst(), "TRIM_HORIZON", null);
    assertThat(answer)
        .containsSubsequence(
            "'eventName':'INSERT'",
            "'SizeBytes':" + inserted + ",",
            "'eventName':'MODIFY'",
            "'SizeBytes':" + modified + ",",
            "'eventName':'REMOVE'",
            "'SizeBytes':" + removed + ",")
        .doesNotContain("TOUCH");
    assertThat(answer.contains("'NewImage':{'p':{'S':'a'},'v':{'N':'2'}}"))
        .isEqualTo(view.hasNewImage());
    assertThat(answer.contains("'OldImage':{'p':{'S':'a'},'v':{'N':'1'}}"))
        .isEqualTo(view.hasOldImage());
    assertThat(front.bugs).isEmpty();
  }

  @Test
  void aRecordIsTheServices() {
    stream(StreamViewType.OLD_IMAGE);
    shards.add(open(2, 0));
    ChangeRecord template = null;
    change(3, Kind.REMOVE, 1, 0);
    template = changes.removeFirst();
    changes.add(
        new ChangeRecord(
            template.place(),
            Kind.REMOVE,
            true,
            template.timestampMs(),
            0,
            template.rowKey(),
            template.oldImage(),
            null));
    String answer = read(shards.getFirst(), "TRIM_HORIZON", null);
    assertThat(in(answer, "eventID")).matches("[0-9a-f]{32}");
    assertThat(read(shards.getFirst(), "TRIM_HORIZON", null))
        .as("the same again")
        .contains(in(answer, "eventID"));
    assertThat(answer)
        .contains(
            "','eventName':'REMOVE','eventVersion':'1.1','eventSource':'aws:dynamodb',"
                + "'awsRegion':'eu-west-1','dynamodb':{'ApproximateCreationDateTime':1795774218,"
                + "'Keys':{'p':{'S':'a'}},'OldImage':{'p':{'S':'a'},'v':{'N':'1'}},"
                + "'SequenceNumber':'000000000000000300000','SizeBytes':7,"
                + "'StreamViewType':'OLD_IMAGE'},'userIdentity':{'PrincipalId':"
                + "'dynamodb.amazonaws.com','Type':'Service'}}]");
  }
}
