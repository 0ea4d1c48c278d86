// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file output_folder.h
 * @brief Files that appear all together and whole, or not at all.
 */
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace digits {

class OutputFolder {
 public:
    /// Sees that files can be made in the folder, or the folder where it is not there yet.
    explicit OutputFolder(std::filesystem::path folder);

    /// Removes what was staged and not published, and the folder if this made it for nothing.
    ~OutputFolder();

    OutputFolder(const OutputFolder&) = delete;
    OutputFolder& operator=(const OutputFolder&) = delete;

    /// Writes a file under a temporary name. Makes the folder if need be.
    void stage(const std::string& name, std::string_view content);

    /// Gives all staged files their names, replacing files that had them.
    void publish();

    [[nodiscard]] const std::filesystem::path& path() const { return folder_; }

 private:
    [[nodiscard]] std::filesystem::path temporary(const std::string& name) const;

    std::filesystem::path folder_;
    bool created_ = false;
    std::vector<std::string> staged_;
};

}  // namespace digits
