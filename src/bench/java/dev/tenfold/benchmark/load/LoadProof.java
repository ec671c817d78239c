package dev.tenfold.benchmark.load;

import dev.tenfold.testing.evidence.Results;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Abuse, overload and faults against the service as it is shipped, over loopback, in about 15 minutes; each claim of docs/overload.md is a
 * line of the table that it prints last. Figures depend on the machine, and the generator shares it: what is compared was measured in one
 * run. Options are handed over by {@code -Dspring-boot.run.jvmArguments="-Donly=surge ..."}: {@code only} (parts of scenes' names, by commas),
 * {@code surge} and {@code crowd} (seconds of each), {@code times} (what the surge is, in times what saturates: 1.5,2,3), {@code warm} (seconds), {@code pace} (rows a second of the import), {@code settings} (key=value,... of the service), {@code log} (a file).
 */
public final class LoadProof {

    private static final List<String> ONLY = List.of(System.getProperty("only", "").split(",", -1));

    /** Only where it is asked for: the service that is shipped takes jobs itself, and this is about one that leaves them to a worker. */
    private static final String IMPORT = "import";

    /** Before the others: it starts instances of its own, and nothing need be warm for it. */
    private static final String START = "start";

    /** It needs nothing warm but hot reads, and sees to that. */
    private static final String LIMITER = "limiter";

    private LoadProof() {}

    public static void main(String[] arguments) {
        Map<String, Function<ServiceUnderLoad, List<Finding>>> scenes = new LinkedHashMap<>();
        scenes.put(START, site -> new ColdStart(site).run());
        scenes.put("neighbours", site -> new Neighbours(site).run());
        scenes.put("signins", site -> new SignIns(site).run());
        scenes.put("slow", site -> new SlowClients(site).run());
        scenes.put("redis", site -> new RedisFaults(site).run());
        scenes.put("surge", site -> new Surge(site).run());
        if (ONLY.contains(IMPORT)) {
            scenes.put(IMPORT, site -> new Imports(site).run());
        }
        scenes.put(LIMITER, site -> new LimiterCost(site).run());
        List<Finding> findings = new ArrayList<>();
        scenes.keySet().removeIf(name -> ONLY.stream().noneMatch(name::contains));
        try (var site = new ServiceUnderLoad(settings())) {
            scenes.forEach((name, scene) -> {
                if (!name.equals(START) && !name.equals(LIMITER)) {
                    site.warmUp();
                }
                say(name);
                List<Finding> found = scene.apply(site);
                findings.addAll(found);
                Results.write("load-" + name, command(name), found.stream().collect(Collectors.toMap(Finding::claim, Finding::found)));
            });
        }
        say("");
        say(Finding.HEAD);
        findings.forEach(finding -> say(finding.toString()));
    }

    /** What a person types to run a scene again. */
    static String command(String scene) {
        return Results.benchmarkCommand(LoadProof.class) + " -Dspring-boot.test-run.optimizedLaunch=false -Dspring-boot.run.jvmArguments=-Donly=" + scene;
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        if (ONLY.contains(IMPORT)) {
            settings.put("tenfold.roles", "api");
        }
        for (String setting : System.getProperty("settings", "").split(",", -1)) {
            if (setting.contains("=")) {
                settings.put(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
            }
        }
        return settings;
    }

    @SuppressWarnings("SystemOut")
    static void say(String line) {
        System.out.println(line);
    }
}
