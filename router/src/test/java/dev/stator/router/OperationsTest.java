package dev.stator.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.TableDirectory;
import dev.stator.model.wire.Operation;
import dev.stator.model.wire.ServiceModel;
import dev.stator.router.operation.AbsentFeatures;
import dev.stator.router.operation.Tables;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationsTest {
  private final Front front = new Front(request -> new PartitionResponse.NotHosted());

  @Test
  void everyOperationOfTheModelsHasADecision() {
    Tables tables = new Tables(new TableDirectory(), "r", "1");
    Set<String> decided =
        Operations.built(tables, front, front, front.transactions(), "host:1", front.clock())
            .keySet();
    assertThat(decided)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(ServiceModel.dynamoDb(), ServiceModel.streams())
                .flatMap(model -> model.operations().stream())
                .map(Operation::name)
                .collect(Collectors.toSet()));
    assertThat(Operations.complete(tables, front, front, front.transactions(), "host:1").keySet())
        .doesNotContainAnyElementsOf(Operations.NOT_AVAILABLE);
    assertThat(new AbsentFeatures(tables).handlers().keySet())
        .isEqualTo(Operations.ANSWERING_NONE)
        .doesNotContainAnyElementsOf(Operations.NOT_AVAILABLE)
        .doesNotContainAnyElementsOf(
            Operations.complete(tables, front, front, front.transactions(), "host:1").keySet());
  }

  @Test
  void whatIsNotAvailableSaysSoPastTheModelsChecks() {
    assertThat(front.call("UpdateContinuousBackups", "{}"))
        .startsWith("400 ")
        .contains("ValidationException")
        .contains("Member must not be null");
    assertThat(
            front.call(
                "UpdateContinuousBackups",
                "{'TableName':'table','PointInTimeRecoverySpecification':{'PointInTimeRecoveryEnabled':true}}"
                    .replace('\'', '"')))
        .startsWith("400 ")
        .contains("#UnknownOperationException")
        .contains("UpdateContinuousBackups is not available in this version of Stator");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          DescribeContinuousBackups | 'TableName':'table' | 200 {'ContinuousBackupsDescription':{'ContinuousBackupsStatus':'DISABLED','PointInTimeRecoveryDescription':{'PointInTimeRecoveryStatus':'DISABLED'}}}
          DescribeContinuousBackups | 'TableName':'nothere' | #TableNotFoundException','message':'Table not found: nothere'
          DescribeContributorInsights | 'TableName':'table' | 200 {'TableName':'table','ContributorInsightsStatus':'DISABLED'}
          DescribeContributorInsights | 'TableName':'nothere' | #ResourceNotFoundException','message':'Requested resource not found: Table: nothere not found'
          DescribeContributorInsights | 'TableName':'table','IndexName':'index' | The table does not have the specified index: index
          ListContributorInsights | `` | 200 {'ContributorInsightsSummaries':[]}
          DescribeKinesisStreamingDestination | 'TableName':'table' | 200 {'TableName':'table','KinesisDataStreamDestinations':[]}
          DescribeKinesisStreamingDestination | 'TableName':'arn:aws:dynamodb:r:1:table/table' | 200 {'TableName':'table',
          DescribeTableReplicaAutoScaling | 'TableName':'table' | 200 {'TableAutoScalingDescription':{'TableName':'table','TableStatus':'ACTIVE','Replicas':[]}}
          ListBackups | `` | 200 {'BackupSummaries':[]}
          ListExports | `` | 200 {'ExportSummaries':[]}
          ListImports | `` | 200 {'ImportSummaryList':[]}
          ListGlobalTables | `` | 200 {'GlobalTables':[]}
          GetResourcePolicy | 'ResourceArn':'arn:aws:dynamodb:r:1:table/table' | #PolicyNotFoundException','message':'Resource-based policy not found for the provided ResourceArn: arn:aws:dynamodb:r:1:table/table'
          GetResourcePolicy | 'ResourceArn':'arn:aws:dynamodb:r:1:table/nothere' | #ResourceNotFoundException','message':'Requested resource not found: Table: nothere not found'
          GetResourcePolicy | 'ResourceArn':'table' | One or more parameter values were invalid: ARNs must start with 'arn:': table
          GetResourcePolicy | 'ResourceArn':'arn:aws:dynamodb:r:1:table/table/index/i' | Invalid resource arn provided, only table or stream is accepted.
          GetResourcePolicy | 'ResourceArn':'arn:aws:dynamodb:r:1:table/table/backup/1' | Provided Arn is not a DynamoDB resource arn: arn:aws:dynamodb:r:1:table/table/backup/1
          GetResourcePolicy | 'ResourceArn':'arn:aws:s3:r:1:table/table' | #AccessDeniedException
          DeleteResourcePolicy | 'ResourceArn':'arn:aws:dynamodb:r:1:table/table' | 200 {}
          DeleteResourcePolicy | 'ResourceArn':'arn:aws:dynamodb:r:1:table/table','ExpectedRevisionId':'1' | #PolicyNotFoundException
          DescribeBackup | 'BackupArn':'arn:aws:dynamodb:us-east-1:123456789012:table/t/backup/0170' | #BackupNotFoundException','message':'Backup not found: arn:
          DescribeBackup | 'BackupArn':'arn:aws:dynamodb:us-east-1:123456789012:table/t' | Invalid Backup ARN
          DeleteBackup | 'BackupArn':'arn:aws:dynamodb:us-east-1:123456789012:table/t/backup/0170' | #BackupNotFoundException
          DescribeExport | 'ExportArn':'arn:aws:dynamodb:us-east-1:123456789012:table/t/export/0170' | #ExportNotFoundException
          DescribeImport | 'ImportArn':'arn:aws:dynamodb:us-east-1:123456789012:table/t/import/0170' | #ImportNotFoundException
          DescribeGlobalTable | 'GlobalTableName':'table' | #GlobalTableNotFoundException','message':'Global table not found: Global table with name: 'table' does not exist'
          DescribeGlobalTableSettings | 'GlobalTableName':'table' | #GlobalTableNotFoundException
          """)
  void whatNoTableHasIsAnsweredTruthfully(String operation, String members, String answer) {
    String request = "{" + members.replace('\'', '"') + "}";
    assertThat(front.call(operation, request).replace('"', '\'')).contains(answer);
    assertThat(front.bugs).isEmpty();
  }
}
