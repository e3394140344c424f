using Agentry.Benchmarks;

ITopic[] topics = [new TurnTopic(), new DurabilityTopic(), new ContractsTopic(), new BudgetTopic(), new DecisionTopic()];

if (args is not ["figures", { } name] || topics.FirstOrDefault(t => t.Name == name) is not { } topic)
{
    await Console.Error.WriteLineAsync("""
        usage: dotnet run -c Release --project tests/Agentry.Benchmarks -- figures TOPIC

        Prints one line per figure: name, value, unit, "goal", goal, "met" or "missed". Lines that begin with # explain.
        Exit code: 0 when every goal is met, 1 when one is missed, 2 for a wrong call.
        """);
    await Console.Error.WriteLineAsync($"topics: {string.Join(' ', topics.Select(t => t.Name))}");
    return 2;
}

var report = new FigureReport(topic.Name, Console.Out);
await topic.MeasureAsync(report);
return report.AllMet ? 0 : 1;
