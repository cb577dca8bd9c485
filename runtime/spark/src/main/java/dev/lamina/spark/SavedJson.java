package dev.lamina.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** A JSON file of a saved transformer. What is missing in it, or is something else, is said with the name of the file. */
final class SavedJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String file;
    private final JsonNode root;

    /** Reads a file. */
    SavedJson(Configuration configuration, String file) {
        this.file = file;
        this.root = parsed(HadoopFiles.bytes(configuration, file));
        if (!root.isObject()) {
            throw damaged("it is no JSON object");
        }
    }

    private JsonNode parsed(byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw damaged(e.getOriginalMessage());
        } catch (IOException e) {
            throw damaged(String.valueOf(e.getMessage()));
        }
    }

    /** The exception for a file that cannot be understood. */
    IllegalArgumentException damaged(String why) {
        return new IllegalArgumentException(file + " is damaged: " + why);
    }

    String text(String name) {
        return optionalText(name).orElseThrow(() -> damaged("it has no text `" + name + "`"));
    }

    Optional<String> optionalText(String name) {
        JsonNode value = root.path(name);
        return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
    }

    Map<String, JsonNode> object(String name) {
        JsonNode value = root.path(name);
        if (!value.isObject()) {
            throw damaged("it has no object `" + name + "`");
        }
        Map<String, JsonNode> all = new LinkedHashMap<>();
        value.properties().forEach(entry -> all.put(entry.getKey(), entry.getValue()));
        return all;
    }

    /** Bytes that are written as Base64. */
    byte[] bytes(String name, JsonNode value) {
        try {
            return Base64.getDecoder().decode(value.asText());
        } catch (IllegalArgumentException noBase64) {
            throw damaged("`" + name + "` is no Base64");
        }
    }

    /** Refuses a file of a newer version; one without a format is of the first. */
    void requireFormat(int known) {
        JsonNode format = root.path("format");
        if (!format.isMissingNode() && !(format.isInt() && format.asInt() >= 1 && format.asInt() <= known)) {
            throw new IllegalArgumentException(file + " has the format " + format + ", but this version of Lamina reads"
                    + " formats up to " + known + ": use the version that saved it, or a newer one");
        }
    }
}
