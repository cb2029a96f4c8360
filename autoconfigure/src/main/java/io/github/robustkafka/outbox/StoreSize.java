package io.github.robustkafka.outbox;

/**
 * How large the store is.
 *
 * @param used bytes of the pages that hold rows, failed ones included
 * @param failed estimated bytes of the failed records
 * @param file bytes of the file, free pages included, without its write-ahead log
 * @param diskFull whether the disk has no room for appends; what is there can still be
 * acknowledged and purged
 */
public record StoreSize(long used, long failed, long file, boolean diskFull) {

	/**
	 * The size of a store whose disk has room.
	 * @param used bytes of the pages that hold rows
	 * @param failed estimated bytes of the failed records
	 * @param file bytes of the file
	 */
	public StoreSize(long used, long failed, long file) {
		this(used, failed, file, false);
	}

	/**
	 * The same size, on a disk that has room or not.
	 * @param full whether the disk is full
	 * @return the size
	 */
	public StoreSize onFullDisk(boolean full) {
		return new StoreSize(this.used, this.failed, this.file, full);
	}

}
