using System.Text.Json;
using Agentry.JsonSchema;

namespace Agentry.Benchmarks;

/// <summary>
/// What a check of tool arguments costs beside the least it could: a bare walk of the parsed value, and parsing alone. Over seven recorded shapes, each with an instance
/// that matches and one that does not.
/// </summary>
internal sealed class ContractsTopic : ITopic
{
    private const int Kilobyte = 1024;
    private const int Rounds = 25;
    private const int Probes = 50;

    // The wider an instance the fewer times, so that a batch takes about a millisecond.
    private const int BytesPerBatch = 150_000;
    private const int Explanations = 200;
    private const int Compilations = 20;

    // What the probe takes on the machine for which the aims were set, when it is quiet; see TurnTopic.
    private const double QuietProbe = 3.6;

    public string Name => "contracts";

    public async Task MeasureAsync(FigureReport report)
    {
        List<ContractCase> cases = ContractCase.Load();
        Check(cases);
        await RatiosAsync(report, cases);
        await TimesAsync(report, cases);
    }

    private static void Check(List<ContractCase> cases)
    {
        foreach (ContractCase item in cases)
        {
            if (item.Schema.IsValid(item.Element) != item.IsValid || item.Schema.IsValid(item.Utf8) != item.IsValid || item.Schema.IsValid(item.Arguments) != item.IsValid)
                throw new InvalidOperationException($"The verdict on {item.Name} is wrong.");
        }
    }

    private static async Task RatiosAsync(FigureReport report, List<ContractCase> cases)
    {
        Func<ContractCase, int>[] ways =
        [
            item => BareWalk.Run(item.Element),
            item => item.Schema.IsValid(item.Element) ? 1 : 0,
            item => item.Schema.IsValid(item.Arguments) ? 1 : 0,
            Parse,
            item => item.Schema.IsValid(item.Utf8) ? 1 : 0,
        ];
        Sample[] samples = await SideBySide.MeasureAsync(Rounds, [.. cases.SelectMany(item => ways.Select(way => Batch(item, way)))]);
        Sample[][] byCase = [.. samples.Chunk(ways.Length)];
        foreach ((ContractCase item, Sample[] s) in cases.Zip(byCase))
        {
            double times = Times(item) / 1000.0;
            report.Note($"{item.Name}: walk {s[0].Microseconds / times:0} ns, element {s[1].Microseconds / times:0}, dictionary {s[2].Microseconds / times:0}, parse {s[3].Microseconds / times:0}, UTF-8 {s[4].Microseconds / times:0}");
        }

        double Mean(int way, int beside, Func<ContractCase, bool> which) => Math.Exp(
            cases.Zip(byCase).Where(pair => which(pair.First)).Average(pair => Math.Log(pair.Second[way].Microseconds / pair.Second[beside].Microseconds)));
        double Bytes(int way) => cases.Zip(byCase).Sum(pair => Smallest((pair.Second[way].Bytes - pair.Second[0].Bytes) / Times(pair.First)));
        report.Add("flag_valid", Mean(1, 0, item => item.IsValid), "walks", 2);
        report.Add("flag_invalid", Mean(1, 0, item => !item.IsValid), "walks", 2);
        report.Add("flag_bytes", Bytes(1), "bytes", 0);
        report.Add("dictionary", Mean(2, 1, _ => true), "times the element", 1);
        report.Add("dictionary_bytes", Bytes(2), "bytes", 0);
        report.Add("utf8_valid", Mean(4, 3, item => item.IsValid), "parses", 1.2);
        report.Add("utf8_invalid", Mean(4, 3, item => !item.IsValid), "parses", 1.2);
    }

    private static async Task TimesAsync(FigureReport report, List<ContractCase> cases)
    {
        ContractCase tau = cases.Single(item => item.Name == "tau_book_reservation.invalid");
        JsonElement[] schemas = [.. SchemaTexts.Typical().Select(text => JsonElement.Parse(text))];
        JsonElement large = JsonElement.Parse(SchemaTexts.Large(100 * Kilobyte));
        Sample[] samples = await SideBySide.MeasureAsync(
            Rounds,
            () => Probe.RunAsync(Probes),
            () => Repeat(Explanations, () => tau.Schema.Validate(tau.Element)),
            () => Repeat(Compilations, () => Array.ForEach(schemas, schema => CompiledSchema.Compile(schema))),
            () => Repeat(1, () => CompiledSchema.Compile(large)));
        double slowness = samples[0].Microseconds / Probes / QuietProbe;
        report.Note($"the probe takes {slowness * QuietProbe:0.00} us, {slowness:0.00} times as long as on a quiet machine; the goals of time are the aims 5, 100 and 5000 us times that");
        Sample explained = samples[1] / Explanations;
        report.Add("errors_tau", explained.Microseconds, "us", 5 * slowness);
        report.Add("errors_tau_bytes", explained.Bytes, "bytes", 2 * Kilobyte);
        report.Add("compile_typical", samples[2].Microseconds / Compilations / schemas.Length, "us", 100 * slowness);
        report.Add("compile_100kb", samples[3].Microseconds, "us", 5_000 * slowness);
    }

    // What measuring itself allocates, spread over a batch, is less than the smallest object.
    private static double Smallest(double bytes) => bytes < 24 ? 0 : bytes;

    private static int Parse(ContractCase item)
    {
        using JsonDocument document = JsonDocument.Parse(item.Utf8);
        return 1;
    }

    private static Func<Task> Batch(ContractCase item, Func<ContractCase, int> way)
    {
        int times = Times(item);
        return () =>
        {
            int sum = 0;
            for (int i = 0; i < times; i++)
                sum += way(item);
            return sum >= 0 ? Task.CompletedTask : throw new InvalidOperationException("A sum of counts is negative.");
        };
    }

    private static int Times(ContractCase item) => BytesPerBatch / item.Utf8.Length;

    private static Task Repeat(int times, Action work)
    {
        for (int i = 0; i < times; i++)
            work();
        return Task.CompletedTask;
    }
}
