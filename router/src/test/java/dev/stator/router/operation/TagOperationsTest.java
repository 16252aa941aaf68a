package dev.stator.router.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.PartitionResponse;
import dev.stator.router.Front;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagOperationsTest {
  private static final String ARN = "'ResourceArn':'arn:aws:dynamodb:eu-west-1:0:table/table'";

  private final Front front = new Front(request -> new PartitionResponse.NotHosted());

  @Test
  void tagsAreListed() {
    assertThat(call("ListTagsOfResource", ARN))
        .isEqualTo("200 {'Tags':[{'Key':'env','Value':'test'}]}");
  }

  @Test
  void tagsAreSetAndTakenAwayWithoutAnAnswer() {
    assertThat(call("TagResource", ARN + ",'Tags':[{'Key':'a b','Value':''}]")).isEqualTo("200 ");
    assertThat(Objects.requireNonNull(front.changed).onlyTags()).isTrue();
    assertThat(front.changed.over(Map.of("tag:x", "y")))
        .isEqualTo(Map.of("tag:x", "y", "tag:a b", ""));
    assertThat(call("UntagResource", ARN + ",'TagKeys':['env','other']")).isEqualTo("200 ");
    assertThat(front.changed.over(Map.of("tag:env", "y", "TableClass", "z")))
        .isEqualTo(Map.of("TableClass", "z"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          TagResource | 'Tags':[] | Atleast one Tag needs to be provided as Input.
          UntagResource | 'TagKeys':[] | Atleast one Tag Key needs to be provided as Input.
          TagResource | 'Tags':[{'Key':'a*','Value':'b'}] | The Tag Key provided is invalid, Key: a*
          TagResource | 'Tags':[{'Key':'a','Value':'b?'}] | The Tag Value provided is invalid, Value: b?
          TagResource | 'Tags':[{'Key':'aws:a','Value':'b'}] | Tag Key cannot be prefixed with aws:, Key: aws:a
          UntagResource | 'TagKeys':['aws:a'] | Tag Key cannot be prefixed with aws:, Key: aws:a
          TagResource | 'Tags':[{'Key':'a','Value':'b'},{'Key':'a','Value':'c'}] | Duplicate Tag Keys provided as input: Duplicate Tag Key found a
          TagResource | 'Tags':[{'Key':'','Value':'b'}] | Member must have length greater than or equal to 1
          ListTagsOfResource | 'NextToken':'x' | Invalid NextToken
          """)
  void refused(String operation, String members, String message) {
    assertThat(call(operation, ARN + "," + members)).startsWith("400 ").contains(message);
    assertThat(front.changed).isNull();
  }

  @Test
  void theWrongResourceIsRefused() {
    String tags = ",'Tags':[{'Key':'a','Value':'b'}]";
    assertThat(call("TagResource", "'ResourceArn':'table'" + tags))
        .contains("ARNs must start with 'arn:': table");
    assertThat(call("TagResource", "'ResourceArn':'arn:aws:dynamodb:r:0:table/nothere'" + tags))
        .contains("#ResourceNotFoundException")
        .contains(
            "Requested resource not found: ResourceArn: arn:aws:dynamodb:r:0:table/nothere not"
                + " found");
  }

  @Test
  void aTableHasFiftyTagsAtMost() {
    String tags =
        IntStream.range(0, 51)
            .mapToObj(i -> "{'Key':'k" + i + "','Value':'v'}")
            .collect(Collectors.joining(","));
    assertThat(call("TagResource", ARN + ",'Tags':[" + tags + "]"))
        .contains("Number of Tags exceed the current limit for the provided ResourceArn");
  }

  private String call(String operation, String members) {
    return front.call(operation, "{" + members.replace('\'', '"') + "}").replace('"', '\'');
  }
}
