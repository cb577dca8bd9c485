package dev.lamina.runtime;

/** Receives the rows of tensors from a file, some at a time, in the order of the file. A row is what one index of the first axis has. */
public interface TensorRows {

    /**
     * Whether the rows of a tensor are wanted; asked before any of them is read.
     *
     * @param shape the shape of the whole tensor; a copy
     */
    boolean wants(String name, int[] shape);

    /**
     * Receives rows.
     *
     * @param rows the next rows of a tensor, with their number as the first extent of their shape; its places are those of the whole tensor
     */
    void rows(Tensor rows);
}
