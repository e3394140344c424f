using System.Runtime.InteropServices;
using Xunit.Abstractions;

namespace Agentry.Tests;

/// <summary>The real features in random orders and places: the same set is the same pipeline, and every option has the value of the last call.</summary>
public sealed class RegistrationOrderTests(ITestOutputHelper output)
{
    private const int MaxAddsPerPlace = 2;

    private static readonly string[] Agents = ["a", "b"];
    private static readonly string[] Pipelines = ["run ", "model ", "tool ", "back "];

    [Fact]
    public void Features_InAnyOrderAndPlace_AreTheSamePipelineWithTheLastOptions()
    {
        int cases = Scale.Of(300, 5_000);
        Dictionary<string, string> known = FeatureAdd.Features.Aggregate(
            (IEnumerable<string[]>)[[]], (sets, feature) => sets.SelectMany(s => new[] { s, [.. s, feature] }))
            .ToDictionary(Key, Canonical, StringComparer.Ordinal);
        known.Values.Distinct().Should().HaveCount(8);
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        int adds = 0, options = 0;

        for (int seed = 0; seed < cases; seed++)
        {
            var random = new Random(seed);
            FeatureAdd[] chosen = Choose(random);
            List<object> composed = [];
            using ConfiguredHost host = Build(chosen, random, composed, out IReadOnlyList<FeatureAdd> made);

            string where = $"seed {seed}: {string.Join(", ", made.Select(a => $"{a.Feature} for {a.Agent ?? "all"}"))}";
            foreach (string agent in Agents)
            {
                string set = Key(made.Where(a => a.Agent is null || a.Agent == agent).Select(a => a.Feature));
                host.Agent(agent).DescribePipeline().ReplaceLineEndings("\n").Should().Be(known[set], where);
                seen[set] = seen.GetValueOrDefault(set) + 1;
            }

            options += CheckOptions(made, composed, where);
            adds += made.Count;
        }

        output.WriteLine($"{cases} registrations of {Agents.Length} agents, {adds} Add calls, {options} options checked; sets: {string.Join(", ", seen.Select(s => $"[{s.Key}] x{s.Value}"))}");
        seen.Keys.Should().BeEquivalentTo(known.Keys, "every set of features must have come up");
    }

    [Fact]
    public void Pipeline_OfEverySet_HasOneLayerPerFeatureAndStage()
    {
        string everything = Canonical([.. FeatureAdd.Features]);

        foreach (string line in everything.Split('\n'))
        {
            foreach (string stage in line.Split(" > "))
            {
                string[] layers = stage.Contains(": ", StringComparison.Ordinal) ? stage[(stage.IndexOf(": ", StringComparison.Ordinal) + 2)..].Split(" + ") : [];
                layers.Should().OnlyHaveUniqueItems(stage);
            }
        }

        string[] lines = everything.Split('\n');
        lines.Should().HaveCount(Pipelines.Length);
        Layers(FeatureAdd.Guardrails).Should().Equal(1, 1, 2, 1);
        Layers(FeatureAdd.Resilience).Should().Equal(0, 4, 2, 0);
        Layers(FeatureAdd.Observability).Should().Equal(1, 1, 1, 0);

        int[] Layers(string feature) => [.. Pipelines.Select((p, i) =>
        {
            lines[i].Should().StartWith(p);
            return lines[i].Split(feature).Length - 1;
        })];
    }

    /// <summary>Each feature none, one or two times, for all agents, for either, or both.</summary>
    private static FeatureAdd[] Choose(Random random) =>
    [
        .. from feature in FeatureAdd.Features
           from place in (string?[])[null, .. Agents]
           let times = random.Next(2) == 0 ? random.Next(MaxAddsPerPlace + 1) : 0
           from _ in Enumerable.Range(0, times)
           select new FeatureAdd(feature, place, Sets(feature, random)),
    ];

    /// <summary>Some of the options, with values by which calls can be told apart.</summary>
    private static (OptionUnderTest, int)[] Sets(string feature, Random random) =>
        [.. FeatureAdd.OptionsOf(feature).Where(_ => random.Next(2) == 0).Select(o => (o, random.Next(1_000)))];

    /// <summary>Makes the calls in a random order: for all agents before, between, inside and after <c>AddAgent</c>; for one agent inside it, or later.</summary>
    private static ConfiguredHost Build(FeatureAdd[] chosen, Random random, List<object> composed, out IReadOnlyList<FeatureAdd> made)
    {
        List<FeatureAdd> order = [];
        var host = new ConfiguredHost(all =>
        {
            var builders = new Dictionary<string, IAgentryBuilder>(StringComparer.Ordinal);
            List<FeatureAdd> left = [.. chosen];
            List<string> unborn = [.. Agents];
            random.Shuffle(CollectionsMarshal.AsSpan(left));
            while (left.Count + unborn.Count > 0)
            {
                if (unborn.Count > 0 && random.Next(left.Count + unborn.Count) < unborn.Count)
                    AddAgent(unborn[0]);
                else if (left.Find(a => a.Agent is null || builders.ContainsKey(a.Agent)) is { } add)
                    Apply(add);
                else
                    AddAgent(unborn[0]);
            }

            void AddAgent(string name)
            {
                unborn.Remove(name);
                all.AddAgent(name, agent =>
                {
                    builders[name] = agent;
                    foreach (FeatureAdd add in left.Where(a => a.Agent is null || a.Agent == name).ToArray())
                    {
                        if (random.Next(2) == 0)
                            Apply(add);
                    }
                });
            }

            void Apply(FeatureAdd add)
            {
                left.Remove(add);
                order.Add(add);
                add.Apply(add.Agent is null ? all : builders[add.Agent], composed);
            }
        });
        made = order;
        return host;
    }

    /// <summary>Agents are composed in the order in which they were added, and of each the calls for all come before its own.</summary>
    private static int CheckOptions(IReadOnlyList<FeatureAdd> made, List<object> composed, string where)
    {
        int options = 0;
        foreach (string feature in FeatureAdd.Features)
        {
            FeatureAdd[][] perAgent =
            [
                .. Agents.Select(agent => made.Where(a => a.Feature == feature && a.Agent is null)
                    .Concat(made.Where(a => a.Feature == feature && a.Agent == agent)).ToArray()).Where(calls => calls.Length > 0),
            ];
            object defaults = FeatureAdd.DefaultsOf(feature);
            object[] instances = [.. composed.Where(o => o.GetType() == defaults.GetType())];
            instances.Should().HaveCount(perAgent.Length, where);
            for (int i = 0; i < instances.Length; i++)
            {
                foreach (OptionUnderTest option in FeatureAdd.OptionsOf(feature))
                {
                    int[] values = [.. perAgent[i].SelectMany(c => c.Sets).Where(s => s.Option == option).Select(s => s.Value)];
                    object? expected = values.Length == 0 ? option.Read(defaults) : option.ValueOf(values[^1]);
                    option.Read(instances[i]).Should().Be(expected, "{0} of {1}, {2}", option.Name, feature, where);
                    options++;
                }
            }
        }

        return options;
    }

    /// <summary>The pipeline of a set whose features were each added once, for all.</summary>
    private static string Canonical(string[] set)
    {
        using var host = new ConfiguredHost(all =>
        {
            foreach (string feature in set)
                new FeatureAdd(feature, null, []).Apply(all, []);
            all.AddAgent("a");
        });
        return host.Agent("a").DescribePipeline().ReplaceLineEndings("\n");
    }

    private static string Key(IEnumerable<string> features) => string.Join('+', features.Distinct().Order(StringComparer.Ordinal));
}
