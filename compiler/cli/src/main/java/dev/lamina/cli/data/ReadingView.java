package dev.lamina.cli.data;

/** Is told how much of a file has been read. */
public interface ReadingView {

    /** Nobody watches. */
    ReadingView NONE = (done, all) -> {};

    /** Called now and then with the number of bytes read, before decompression, and the size of the file. */
    void read(long done, long all);
}
