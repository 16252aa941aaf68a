package dev.stator.lab.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbEnhancedClient;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbIndex;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbTable;
import software.amazon.awssdk.enhanced.dynamodb.Expression;
import software.amazon.awssdk.enhanced.dynamodb.Key;
import software.amazon.awssdk.enhanced.dynamodb.TableSchema;
import software.amazon.awssdk.enhanced.dynamodb.extensions.annotations.DynamoDbAtomicCounter;
import software.amazon.awssdk.enhanced.dynamodb.extensions.annotations.DynamoDbVersionAttribute;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbBean;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbPartitionKey;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbSecondaryPartitionKey;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbSecondarySortKey;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbSortKey;
import software.amazon.awssdk.enhanced.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.enhanced.dynamodb.model.Page;
import software.amazon.awssdk.enhanced.dynamodb.model.QueryConditional;
import software.amazon.awssdk.enhanced.dynamodb.model.ReadBatch;
import software.amazon.awssdk.enhanced.dynamodb.model.WriteBatch;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.waiters.DynamoDbWaiter;

/**
 * The enhanced client of the AWS SDK for Java, unchanged: beans, indexes, batches, transactions.
 */
class EnhancedClientIT {
  private static EndpointUnderTest endpoint;
  private static DynamoDbClient client;
  private static DynamoDbWaiter waiter;
  private static DynamoDbEnhancedClient enhanced;
  private static DynamoDbTable<Track> tracks;

  @BeforeAll
  static void start() {
    endpoint = EndpointUnderTest.acquire();
    client =
        DynamoDbClient.builder()
            .endpointOverride(endpoint.uri())
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
            .httpClient(UrlConnectionHttpClient.create())
            .build();
    enhanced = DynamoDbEnhancedClient.builder().dynamoDbClient(client).build();
    tracks =
        enhanced.table(
            "enhanced-" + UUID.randomUUID().toString().substring(0, 8),
            TableSchema.fromBean(Track.class));
    tracks.createTable(table ->
        table
            .globalSecondaryIndices(index ->
                index
                    .indexName("by-genre")
                    .projection(projection -> projection.projectionType(ProjectionType.ALL)))
            .localSecondaryIndices(index ->
                index
                    .indexName("by-year")
                    .projection(projection -> projection.projectionType(ProjectionType.ALL))));
    waiter = ClientSuite.waiter(client);
    waiter.waitUntilTableExists(table -> table.tableName(tracks.tableName()));
  }

  @AfterAll
  static void stop() throws Exception {
    tracks.deleteTable();
    waiter.waitUntilTableNotExists(table -> table.tableName(tracks.tableName()));
    waiter.close();
    client.close();
    endpoint.close();
  }

  @Test
  void versionsAndCounters() {
    Track made = track("versions", "one", "rock", 1999);
    made.setTags(Set.of("a", "b"));
    made.setReleased(Instant.parse("1999-01-02T03:04:05Z"));
    made.setRatings(Map.of("x", 5));
    tracks.putItem(made);
    Track read =
        tracks.getItem(request -> request.key(key("versions", "one")).consistentRead(true));
    assertThat(read.getVersion()).isEqualTo(1);
    assertThat(read.getTags()).containsExactlyInAnyOrder("a", "b");
    assertThat(read.getReleased()).isEqualTo(made.getReleased());
    assertThat(read.getRatings()).isEqualTo(made.getRatings());

    read.setYear(2000);
    Track updated = tracks.updateItem(read);
    assertThat(updated.getVersion()).isEqualTo(2);
    assertThat(updated.getChanges()).isEqualTo(1);
    assertThatThrownBy(() -> tracks.updateItem(read))
        .isInstanceOf(ConditionalCheckFailedException.class);
    assertThat(tracks.deleteItem(updated).getYear()).isEqualTo(2000);
  }

  @Test
  void indexesAndPages() {
    List<Track> many =
        IntStream.range(0, 25).mapToObj(i -> track("pages", "t" + i, "jazz", 1950 + i)).toList();
    // The client allows no versions in batches: one without its extensions writes them.
    DynamoDbEnhancedClient plain =
        DynamoDbEnhancedClient.builder().dynamoDbClient(client).extensions(List.of()).build();
    DynamoDbTable<Track> unversioned = plain.table(tracks.tableName(), tracks.tableSchema());
    WriteBatch.Builder<Track> batch =
        WriteBatch.builder(Track.class).mappedTableResource(unversioned);
    many.forEach(batch::addPutItem);
    assertThat(
            plain
                .batchWriteItem(request -> request.writeBatches(batch.build()))
                .unprocessedPutItemsForTable(unversioned))
        .isEmpty();

    assertThat(
            tracks
                .index("by-year")
                .query(request ->
                    request
                        .consistentRead(true)
                        .scanIndexForward(false)
                        .queryConditional(
                            QueryConditional.sortBetween(
                                Key.builder().partitionValue("pages").sortValue(1960).build(),
                                Key.builder().partitionValue("pages").sortValue(1962).build())))
                .stream()
                .flatMap(page -> page.items().stream())
                .map(Track::getYear))
        .containsExactly(1962, 1961, 1960);

    DynamoDbIndex<Track> byGenre = tracks.index("by-genre");
    Supplier<List<Page<Track>>> pages =
        () ->
            byGenre
                .query(request ->
                    request
                        .limit(10)
                        .queryConditional(
                            QueryConditional.keyEqualTo(
                                Key.builder().partitionValue("jazz").build())))
                .stream()
                .toList();
    awaitThat(() -> pages.get().stream().mapToInt(page -> page.items().size()).sum() == 25);
    assertThat(pages.get()).hasSizeGreaterThanOrEqualTo(3);

    ReadBatch.Builder<Track> read = ReadBatch.builder(Track.class).mappedTableResource(tracks);
    many.forEach(track -> read.addGetItem(key(track.getArtist(), track.getTitle())));
    assertThat(
            enhanced
                .batchGetItem(request -> request.readBatches(read.build()))
                .resultsForTable(tracks))
        .hasSize(25);
    assertThat(
            tracks
                .scan(request ->
                    request.filterExpression(
                        Expression.builder()
                            .expression("#y > :y")
                            .putExpressionName("#y", "year")
                            .putExpressionValue(":y", AttributeValue.fromN("1970"))
                            .build()))
                .items()
                .stream()
                .filter(track -> track.getArtist().equals("pages"))
                .count())
        .isEqualTo(4);
  }

  @Test
  void transactions() {
    tracks.putItem(track("transactions", "there", "pop", 1));
    enhanced.transactWriteItems(request ->
        request
            .addPutItem(tracks, track("transactions", "new", "pop", 2))
            .addDeleteItem(tracks, key("transactions", "there")));
    assertThat(
            enhanced
                .transactGetItems(request ->
                    request
                        .addGetItem(tracks, key("transactions", "new"))
                        .addGetItem(tracks, key("transactions", "there")))
                .stream()
                .map(document -> document.getItem(tracks) != null))
        .containsExactly(true, false);
    assertThatThrownBy(() ->
            enhanced.transactWriteItems(request ->
                request
                    .addConditionCheck(
                        tracks,
                        ConditionCheck.builder()
                            .key(key("transactions", "there"))
                            .conditionExpression(
                                Expression.builder().expression("attribute_exists(artist)").build())
                            .build())
                    .addDeleteItem(tracks, key("transactions", "new"))))
        .isInstanceOfSatisfying(
            TransactionCanceledException.class,
            cancelled ->
                assertThat(cancelled.cancellationReasons())
                    .extracting(reason -> reason.code())
                    .containsExactly("ConditionalCheckFailed", "None"));
    assertThat(tracks.getItem(key("transactions", "new"))).isNotNull();
  }

  private static void awaitThat(Supplier<Boolean> condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.get()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static Key key(String artist, String title) {
    return Key.builder().partitionValue(artist).sortValue(title).build();
  }

  private static Track track(String artist, String title, String genre, int year) {
    Track track = new Track();
    track.setArtist(artist);
    track.setTitle(title);
    track.setGenre(genre);
    track.setYear(year);
    return track;
  }

  /** A bean as applications write them. */
  @DynamoDbBean
  public static class Track {
    private String artist;
    private String title;
    private String genre;
    private Integer year;
    private Set<String> tags;
    private Instant released;
    private Map<String, Integer> ratings;
    private Integer version;
    private Long changes;

    @DynamoDbPartitionKey
    @DynamoDbSecondaryPartitionKey(indexNames = "by-year")
    public String getArtist() {
      return artist;
    }

    public void setArtist(String artist) {
      this.artist = artist;
    }

    @DynamoDbSortKey
    @DynamoDbSecondarySortKey(indexNames = "by-genre")
    public String getTitle() {
      return title;
    }

    public void setTitle(String title) {
      this.title = title;
    }

    @DynamoDbSecondaryPartitionKey(indexNames = "by-genre")
    public String getGenre() {
      return genre;
    }

    public void setGenre(String genre) {
      this.genre = genre;
    }

    @DynamoDbSecondarySortKey(indexNames = "by-year")
    public Integer getYear() {
      return year;
    }

    public void setYear(Integer year) {
      this.year = year;
    }

    public Set<String> getTags() {
      return tags;
    }

    public void setTags(Set<String> tags) {
      this.tags = tags;
    }

    public Instant getReleased() {
      return released;
    }

    public void setReleased(Instant released) {
      this.released = released;
    }

    public Map<String, Integer> getRatings() {
      return ratings;
    }

    public void setRatings(Map<String, Integer> ratings) {
      this.ratings = ratings;
    }

    @DynamoDbVersionAttribute
    public Integer getVersion() {
      return version;
    }

    public void setVersion(Integer version) {
      this.version = version;
    }

    @DynamoDbAtomicCounter
    public Long getChanges() {
      return changes;
    }

    public void setChanges(Long changes) {
      this.changes = changes;
    }
  }
}
