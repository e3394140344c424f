namespace Agentry.Testing;

/// <summary>One thing that every run store must do.</summary>
/// <param name="Name">Subject_Condition_Outcome.</param>
/// <param name="Body">Tries it on an empty store and throws when it is not so.</param>
internal sealed record RunStoreCheck(string Name, Func<RunStore, CancellationToken, Task> Body);
