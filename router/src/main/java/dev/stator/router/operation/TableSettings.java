package dev.stator.router.operation;

import static dev.stator.router.operation.KeyElements.INVALID;

import dev.stator.cluster.table.OnDemandMax;
import dev.stator.cluster.table.TableEncryption;
import dev.stator.cluster.table.TableOnDemandMax;
import dev.stator.cluster.table.TableWarmth;
import dev.stator.cluster.table.TableWarmth.Units;
import dev.stator.cluster.table.Throughput;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import dev.stator.model.wire.Struct;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code WarmThroughput}, {@code OnDemandThroughput} and {@code SSESpecification} in requests, as
 * settings of the table. Sources of the messages: {@link TableWarmth} and {@link TableEncryption};
 * those of bounds are of findings DDB-TABLE-039 and 443. Pure.
 */
final class TableSettings {
  private static final String WARM = "WarmThroughput";
  private static final String MAX = "OnDemandThroughput";
  private static final String ENCRYPTION = "SSESpecification";
  private static final String READS = "ReadUnitsPerSecond";
  private static final String WRITES = "WriteUnitsPerSecond";
  private static final String OF_TABLE = " for table";

  private TableSettings() {}

  /** Whether a request says something of it; an empty structure says nothing. */
  static boolean saysWarm(Struct holder) {
    Struct warm = holder.struct(WARM);
    return warm != null && (warm.has(READS) || warm.has(WRITES));
  }

  /** As {@link #saysWarm}, of the bounds of what is billed per request. */
  static boolean saysMax(Struct request) {
    Struct max = request.struct(MAX);
    return max != null && (max.has("MaxReadRequestUnits") || max.has("MaxWriteRequestUnits"));
  }

  /**
   * Warm throughput of a table or a global index that is to be made.
   *
   * @param index its name; null for the table
   */
  static Map<String, String> warm(
      Struct holder, @Nullable String index, boolean onDemand, Throughput provisioned) {
    if (!saysWarm(holder)) {
      return Map.of();
    }
    Units asked = asked(holder, index);
    Units given = TableWarmth.given(onDemand, provisioned);
    Struct warm = holder.struct(WARM);
    checkInitial(READS, index, onDemand, warm != null && warm.has(READS), asked.reads(), given);
    checkInitial(WRITES, index, onDemand, warm != null && warm.has(WRITES), asked.writes(), given);
    return TableWarmth.created(index, asked.max(given));
  }

  private static void checkInitial(
      String member,
      @Nullable String index,
      boolean onDemand,
      boolean given,
      long asked,
      Units least) {
    boolean reads = member.equals(READS);
    if (given && asked < (reads ? least.reads() : least.writes())) {
      throw ApiException.validation(
          INVALID
              + "Requested "
              + member
              + " for WarmThroughput for "
              + whose(index)
              + " is lower than "
              + (onDemand
                  ? "initial throughput for OnDemand. See:"
                      + " https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
                      + "on-demand-capacity-mode.html#on-demand-capacity-mode-initial"
                  : (reads ? "ReadCapacityUnits" : "WriteCapacityUnits")
                      + " of ProvisionedThroughput"));
    }
  }

  /** What a request to change a table wants of it; as {@link #warm}. */
  static Map<String, String> warmWanted(Struct holder, @Nullable String index) {
    return saysWarm(holder) ? TableWarmth.wanted(index, asked(holder, index)) : Map.of();
  }

  /** Refuses a structure for an index that says nothing. */
  static void checkWarmOfIndex(Struct action, String index) {
    if (action.has(WARM) && !saysWarm(action)) {
      throw ApiException.validation(
          INVALID
              + "WarmThroughput must have at least one of ReadUnitsPerSecond or WriteUnitsPerSecond"
              + " specified for index: "
              + index);
    }
  }

  private static Units asked(Struct holder, @Nullable String index) {
    Struct warm = holder.struct(WARM);
    Long reads = warm == null ? null : warm.number(READS);
    Long writes = warm == null ? null : warm.number(WRITES);
    checkQuota(READS, index, reads);
    checkQuota(WRITES, index, writes);
    return new Units(reads == null ? 0 : reads, writes == null ? 0 : writes);
  }

  private static void checkQuota(String member, @Nullable String index, @Nullable Long units) {
    if (units != null && units > ThroughputBounds.TABLE_UNITS_MAX) {
      throw new ApiException(
          ErrorCode.LIMIT_EXCEEDED,
          "Subscriber limit exceeded: Requested "
              + member
              + " for WarmThroughput for "
              + whose(index)
              + " exceeds "
              + (member.equals(READS) ? "TableMaxReadCapacityUnits" : "TableMaxWriteCapacityUnits")
              + " of the account");
    }
  }

  private static String whose(@Nullable String index) {
    return index == null ? "table" : "index " + index;
  }

  /** The bounds of a table that is to be made. */
  static Map<String, String> max(Struct request, boolean onDemand) {
    OnDemandMax max = OnDemandUnits.of(request.struct(MAX), OF_TABLE);
    if (max == null) {
      return Map.of();
    }
    OnDemandUnits.checkMode(max, onDemand, "");
    OnDemandUnits.checkPositive(max, OF_TABLE);
    return TableOnDemandMax.created(max);
  }

  /** The bounds that a request to change a table wants. */
  static Map<String, String> maxWanted(Struct request) {
    OnDemandMax max = OnDemandUnits.of(request.struct(MAX), OF_TABLE);
    return max == null || max.equals(OnDemandMax.NONE) ? Map.of() : TableOnDemandMax.wanted(max);
  }

  /** The encryption of a table that is to be made. */
  static Map<String, String> encryption(Struct request) {
    Struct asked = request.struct(ENCRYPTION);
    return asked != null && enabled(asked)
        ? TableEncryption.created(asked.string("KMSMasterKeyId"))
        : Map.of();
  }

  /** The encryption that a request to change a table wants. */
  static Map<String, String> encryptionWanted(Struct request) {
    Struct asked = request.struct(ENCRYPTION);
    return asked == null
        ? Map.of()
        : TableEncryption.wanted(enabled(asked), asked.string("KMSMasterKeyId"));
  }

  private static boolean enabled(Struct asked) {
    Boolean enabled = asked.bool("Enabled");
    String type = asked.string("SSEType");
    String key = asked.string("KMSMasterKeyId");
    if (Boolean.FALSE.equals(enabled)) {
      if (type != null) {
        throw ApiException.validation(INVALID + "SSEType can not be specified if Enabled is false");
      }
      if (key != null) {
        throw ApiException.validation(
            INVALID + "KMSMasterKeyId can not be specified if Enabled is false");
      }
      return false;
    }
    if ("AES256".equals(type)) {
      throw ApiException.validation(INVALID + "SSEType AES256 is not supported");
    }
    if (key != null && type == null) {
      throw ApiException.validation(
          INVALID + "SSEType KMS is required if KMSMasterKeyId is specified");
    }
    return enabled != null || type != null;
  }
}
