package dev.stator.router.operation;

import dev.stator.cluster.table.TableStreams;
import dev.stator.model.ApiException;
import dev.stator.model.stream.StreamViewType;
import dev.stator.model.wire.Struct;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The StreamSpecification of CreateTable and UpdateTable, as settings of the table. Pure. */
final class StreamRequests {
  private static final String SPECIFICATION = "StreamSpecification";
  private static final String INVALID = KeyElements.INVALID;

  private StreamRequests() {}

  /** Of CreateTable. */
  static Map<String, String> created(Struct request) {
    Struct specification = request.struct(SPECIFICATION);
    if (specification == null) {
      return Map.of();
    }
    StreamViewType view = view(specification);
    boolean enabled = specification.bool("StreamEnabled", false);
    if (enabled) {
      if (view == null) {
        throw ApiException.validation(
            INVALID + "Table is being created with a stream enabled, UpdateViewType is required");
      }
      return TableStreams.wanted(view);
    }
    if (view != null) {
      throw ApiException.validation(
          INVALID
              + "Table is being created with a stream disabled, UpdateViewType should not be"
              + " specified");
    }
    return Map.of();
  }

  /**
   * Of UpdateTable; whether the table has a stream is for AutoAdmin to see.
   *
   * @param ofUnits whether the request changes capacity as well
   */
  static Map<String, String> changed(Struct request, boolean ofUnits) {
    Struct specification = request.struct(SPECIFICATION);
    if (specification == null) {
      return Map.of();
    }
    if (ofUnits) {
      throw ApiException.validation(
          INVALID + "You cannot modify stream status while updating table IOPS");
    }
    StreamViewType view = view(specification);
    boolean enabled = specification.bool("StreamEnabled", false);
    if (enabled) {
      if (view == null) {
        throw ApiException.validation(
            INVALID + "If stream is being enabled then UpdateViewType is required");
      }
      return TableStreams.wanted(view);
    }
    if (view != null) {
      throw ApiException.validation(
          INVALID + "If stream is being disabled, then UpdateViewType must not be specified");
    }
    return TableStreams.unwanted();
  }

  private static @Nullable StreamViewType view(Struct specification) {
    String view = specification.string("StreamViewType");
    return view == null ? null : StreamViewType.valueOf(view);
  }
}
