using System.Diagnostics.CodeAnalysis;

namespace Agentry.Tests;

/// <summary>An exception of a vendor's SDK, in the shape of System.ClientModel: a status, and headers behind a method.</summary>
internal sealed class SdkException(int status, string message = "The service answered with an error.", params (string Name, string Value)[] headers)
    : Exception(message)
{
    public int Status => status;

    public RawResponse? GetRawResponse() => new(headers);

    internal sealed class RawResponse((string Name, string Value)[] headers)
    {
        public HeaderList Headers { get; } = new(headers);
    }

    internal sealed class HeaderList((string Name, string Value)[] headers)
    {
        public bool TryGetValue(string name, [NotNullWhen(true)] out string? value)
        {
            value = headers.FirstOrDefault(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
            return value is not null;
        }
    }
}
