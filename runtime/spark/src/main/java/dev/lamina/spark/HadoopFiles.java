package dev.lamina.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Whole files of any Hadoop file system. */
final class HadoopFiles {
    private HadoopFiles() {}

    static byte[] bytes(String file) {
        return bytes(SparkSession.active().sparkContext().hadoopConfiguration(), file);
    }

    static byte[] bytes(Configuration configuration, String file) {
        Path path = new Path(file);
        try (FSDataInputStream in = path.getFileSystem(configuration).open(path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    static String text(String file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    static void write(Configuration configuration, String file, byte[] bytes) {
        Path path = new Path(file);
        try (FSDataOutputStream out = path.getFileSystem(configuration).create(path, true)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
