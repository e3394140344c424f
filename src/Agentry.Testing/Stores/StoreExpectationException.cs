namespace Agentry.Testing;

/// <summary>A store did something else than a check expected.</summary>
internal sealed class StoreExpectationException(string message) : Exception(message);
