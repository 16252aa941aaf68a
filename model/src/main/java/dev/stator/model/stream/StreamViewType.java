package dev.stator.model.stream;

/** What a stream's records hold of an item, besides its key. */
public enum StreamViewType {
  KEYS_ONLY(false, false),
  NEW_IMAGE(true, false),
  OLD_IMAGE(false, true),
  NEW_AND_OLD_IMAGES(true, true);

  private final boolean newImage;
  private final boolean oldImage;

  StreamViewType(boolean newImage, boolean oldImage) {
    this.newImage = newImage;
    this.oldImage = oldImage;
  }

  /** Whether records hold the item as it was after the change. */
  public boolean hasNewImage() {
    return newImage;
  }

  /** Whether records hold the item as it was before the change. */
  public boolean hasOldImage() {
    return oldImage;
  }
}
