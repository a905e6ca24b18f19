/** Finds descriptors of proto files by file name and by symbol. Made when the first reflection request comes. */
import { FileOutline, SerializedFiles } from '../generated/descriptor.ts';
import { fileDescriptorSetBase64 } from '../generated/descriptors.ts';

interface DescribedFile {
  readonly bytes: Uint8Array;
  readonly dependencies: readonly string[];
}

/** Names of files, messages, enumerations, services and methods, with the files that declare them. */
export class DescriptorIndex {
  readonly #files = new Map<string, DescribedFile>();
  readonly #fileOfSymbol = new Map<string, string>();

  constructor() {
    for (const bytes of SerializedFiles.decode(Buffer.from(fileDescriptorSetBase64, 'base64')).file) this.#add(bytes);
  }

  /** The file and all that it imports, the file first; undefined when there is none of this name. */
  fileByName(name: string): Uint8Array[] | undefined {
    if (!this.#files.has(name)) return undefined;
    const names = new Set([name]);
    for (const reached of names) for (const next of this.#files.get(reached)?.dependencies ?? []) names.add(next);
    return [...names].flatMap((reached) => this.#files.get(reached)?.bytes ?? []);
  }

  /** As `fileByName`, for the file that declares a symbol. */
  fileBySymbol(symbol: string): Uint8Array[] | undefined {
    const name = this.#fileOfSymbol.get(symbol);
    return name === undefined ? undefined : this.fileByName(name);
  }

  #add(bytes: Uint8Array): void {
    const file = FileOutline.decode(bytes);
    this.#files.set(file.name, { bytes, dependencies: file.dependency });
    const declare = (symbol: string): unknown => this.#fileOfSymbol.set(`${file.packageName}.${symbol}`, file.name);
    for (const { name } of file.enumType) declare(name);
    for (const type of file.messageType) {
      declare(type.name);
      for (const { name } of [...type.nestedType, ...type.enumType]) declare(`${type.name}.${name}`);
    }
    for (const service of file.service) {
      declare(service.name);
      for (const { name } of service.method) declare(`${service.name}.${name}`);
    }
  }
}
