package dev.lamina.cli.data;

/** Whoever watches how far the reading of a file has come. */
public interface ReadingView {

    /** Nobody watches. */
    ReadingView NONE = (done, all) -> {};

    /** Called now and then with how many bytes of the file have been read, packed as they are, and how many it has. */
    void read(long done, long all);
}
