package dev.lamina.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;

/**
 * Saves transformers as Spark ML saves its models: {@code metadata} with the params as JSON, which {@code PipelineModel.load} reads too; beside it
 * {@code weights.safetensors} and {@code network.json}, which has the class's name and, if the driver compiled it, its bytes.
 */
final class Persistence {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String METADATA = "/metadata/part-00000";
    private static final String NETWORK = "/network.json";
    private static final String WEIGHTS = "/weights.safetensors";

    /** Counts changes that older versions could not read. */
    private static final int FORMAT = 1;

    private Persistence() {}

    static final class Writer extends MLWriter {
        private final LaminaTransformer transformer;

        Writer(LaminaTransformer transformer) {
            this.transformer = transformer;
        }

        @Override
        public void saveImpl(String path) {
            Configuration configuration = sparkSession().sparkContext().hadoopConfiguration();
            Weights trained = transformer.trained();
            HadoopFiles.write(configuration, path + WEIGHTS, trained.bytes());
            HadoopFiles.write(configuration, path + NETWORK, bytes(network(trained.source())));
            String version = sparkSession().version();
            HadoopFiles.write(configuration, path + METADATA, bytes(metadata(version)));
            HadoopFiles.write(configuration, path + "/metadata/_SUCCESS", new byte[0]); // last: all is there
        }

        private ObjectNode metadata(String version) {
            ObjectNode all = JSON.createObjectNode();
            all.put("class", LaminaTransformer.class.getName());
            all.put("timestamp", System.currentTimeMillis());
            all.put("sparkVersion", version);
            all.put("uid", transformer.uid());
            ObjectNode params = all.putObject("paramMap");
            Iterator<ParamPair<?>> pairs = scala.jdk.javaapi.CollectionConverters.asJava(
                    transformer.extractParamMap().toSeq().iterator());
            while (pairs.hasNext()) {
                put(params, pairs.next());
            }
            all.putObject("defaultParamMap");
            return all;
        }

        private static <T> void put(ObjectNode params, ParamPair<T> pair) {
            try {
                params.set(pair.param().name(), JSON.readTree(pair.param().jsonEncode(pair.value())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static ObjectNode network(NetworkSource source) {
        ObjectNode network = JSON.createObjectNode();
        network.put("format", FORMAT);
        network.put("class", source.className());
        ObjectNode classes = network.putObject("classes");
        source.classes()
                .forEach((name, bytes) -> classes.put(name, Base64.getEncoder().encodeToString(bytes)));
        network.put("sha256", NetworkSource.sha256(NetworkSource.joined(source.classes())));
        return network;
    }

    private static byte[] bytes(ObjectNode node) {
        return (node + "\n").getBytes(StandardCharsets.UTF_8);
    }

    static final class Reader extends MLReader<LaminaTransformer> {
        @Override
        public LaminaTransformer load(String path) {
            Configuration configuration = sparkSession().sparkContext().hadoopConfiguration();
            SavedJson metadata = new SavedJson(configuration, path + METADATA);
            String uid = metadata.text("uid");
            NetworkSource source = source(new SavedJson(configuration, path + NETWORK));
            byte[] weights = HadoopFiles.bytes(configuration, path + WEIGHTS);
            LaminaTransformer transformer =
                    LaminaTransformer.of(uid, new Weights(source, weights, path + WEIGHTS), new double[0]);
            metadata.object("paramMap").forEach((name, value) -> set(transformer, metadata, name, value));
            return transformer;
        }

        private static NetworkSource source(SavedJson network) {
            network.requireFormat(FORMAT);
            String name = network.text("class");
            Map<String, byte[]> classes = new TreeMap<>();
            network.object("classes").forEach((each, value) -> classes.put(each, network.bytes(each, value)));
            boolean same = network.optionalText("sha256")
                    .map(NetworkSource.sha256(NetworkSource.joined(classes))::equals)
                    .orElse(true); // saved before there were hashes
            if (!same) {
                throw network.damaged("the class has other bytes than were saved");
            }
            return classes.isEmpty() ? NetworkSource.onClassPath(name) : NetworkSource.ofBytes(name, classes);
        }

        private static <T> void set(LaminaTransformer transformer, SavedJson metadata, String name, JsonNode value) {
            if (!transformer.hasParam(name)) {
                throw metadata.damaged("there is no param `" + name
                        + "`; if another version of Lamina saved it, read it with that one");
            }
            @SuppressWarnings("unchecked")
            Param<T> param = (Param<T>) transformer.getParam(name);
            T decoded;
            try {
                decoded = param.jsonDecode(value.toString());
            } catch (RuntimeException otherType) {
                throw metadata.damaged("the param `" + name + "` has a value of another type");
            }
            transformer.set(param, decoded);
        }
    }
}
